import time

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocketDisconnect


# not101: show
class Timing:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            started = time.monotonic()
            await self.app(scope, receive, send)
            print(scope["path"], time.monotonic() - started)
        else:
            await self.app(scope, receive, send)
# not101: end


async def echo(socket):
    await socket.accept()
    try:
        while True:
            await socket.send_text(await socket.receive_text())
    except WebSocketDisconnect:
        pass


app = Starlette(routes=[WebSocketRoute("/ws", echo)], middleware=[Middleware(Timing)])
