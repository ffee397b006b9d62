import asyncio

import websockets


async def echo(websocket):
    async for message in websocket:
        await websocket.send(message)


async def main():
    # not101: show
    origins = ["https://app.example"]
    async with websockets.serve(echo, "127.0.0.1", 3000, origins=origins):
        await asyncio.Future()
    # not101: end


asyncio.run(main())
