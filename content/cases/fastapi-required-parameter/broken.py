import uvicorn
from fastapi import FastAPI, WebSocket

app = FastAPI()


@app.websocket("/ws")
# not101: show
async def chat(websocket: WebSocket, token: str):
    await websocket.accept()
    # not101: end
    async for message in websocket.iter_text():
        await websocket.send_text(message)


uvicorn.run(app, host="127.0.0.1", port=3000)
