import asyncio

import websockets


async def echo(websocket):
    async for message in websocket:
        # not101: show
        if websocket.path == "/ws":
            await websocket.send(message)
        # not101: end


async def main():
    async with websockets.serve(echo, "127.0.0.1", 3000):
        await asyncio.Future()


asyncio.run(main())
