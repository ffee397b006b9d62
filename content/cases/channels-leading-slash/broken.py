import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from daphne.server import Server
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.urls import path

settings.configure()
django.setup()


class Echo(AsyncWebsocketConsumer):
    async def receive(self, text_data):
        await self.send(text_data)


# not101: show
websocket_urls = [path("/ws/chat/", Echo.as_asgi())]
# not101: end

application = ProtocolTypeRouter(
    {"http": get_asgi_application(), "websocket": URLRouter(websocket_urls)}
)

Server(application, endpoints=["tcp:port=3000:interface=127.0.0.1"]).run()
