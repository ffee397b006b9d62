import uvicorn
from fastapi import Depends, FastAPI, WebSocket
from starlette.requests import HTTPConnection, Request


# not101: show
def language(request: Request):
    return request.headers.get("accept-language")


# not101: end
app = FastAPI()


@app.websocket("/ws")
async def chat(websocket: WebSocket, spoken: str = Depends(language)):
    await websocket.accept()
    async for message in websocket.iter_text():
        await websocket.send_text(message)


uvicorn.run(app, host="127.0.0.1", port=3000)
