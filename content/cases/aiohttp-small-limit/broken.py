from aiohttp import web


async def echo(request):
    # not101: show
    socket = web.WebSocketResponse(max_msg_size=1024)
    # not101: end
    await socket.prepare(request)
    async for message in socket:
        await socket.send_str(message.data)
    return socket


app = web.Application()
app.add_routes([web.get("/ws", echo)])
web.run_app(app, host="127.0.0.1", port=3000)
