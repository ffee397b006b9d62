import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocketDisconnect


async def echo(websocket):
    await websocket.accept()
    try:
        while True:
            # not101: show
            data = await websocket.receive_bytes()
            await websocket.send_bytes(data)
            # not101: end
    except WebSocketDisconnect:
        pass


app = Starlette(routes=[WebSocketRoute("/ws", echo)])
uvicorn.run(app, host="127.0.0.1", port=3000)
