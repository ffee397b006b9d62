import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute


async def chat(websocket):
    # not101: show
    if "token" not in websocket.query_params:
        await websocket.accept()
        await websocket.close(code=4401)
        return
    # not101: end
    await websocket.accept()
    async for message in websocket.iter_text():
        await websocket.send_text(message)


app = Starlette(routes=[WebSocketRoute("/ws", chat)])
uvicorn.run(app, host="127.0.0.1", port=3000)
