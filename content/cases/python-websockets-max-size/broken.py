import asyncio

import websockets


async def echo(websocket):
    async for message in websocket:
        await websocket.send(message)


async def main():
    # not101: show
    async with websockets.serve(echo, "127.0.0.1", 3000):
        await asyncio.Future()
    # not101: end


asyncio.run(main())
