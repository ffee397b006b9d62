import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from daphne.server import Server
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.urls import path

# not101: show
settings.configure(ALLOWED_HOSTS=["app.example"])
# not101: end
django.setup()


class Echo(AsyncWebsocketConsumer):
    async def receive(self, text_data):
        await self.send(text_data)


application = ProtocolTypeRouter(
    {
        "http": get_asgi_application(),
        "websocket": AllowedHostsOriginValidator(
            URLRouter([path("ws", Echo.as_asgi())])
        ),
    }
)

Server(application, endpoints=["tcp:port=3000:interface=127.0.0.1"]).run()
