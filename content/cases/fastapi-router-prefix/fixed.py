import uvicorn
from fastapi import APIRouter, FastAPI, WebSocket

# not101: show
router = APIRouter(prefix="/api")


@router.websocket("/ws")
async def chat(websocket: WebSocket):
    await websocket.accept()
    # not101: end
    async for message in websocket.iter_text():
        await websocket.send_text(message)


app = FastAPI()
app.include_router(router)
uvicorn.run(app, host="127.0.0.1", port=3000)
