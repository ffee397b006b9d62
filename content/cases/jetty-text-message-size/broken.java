import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.annotations.OnWebSocketMessage;
import org.eclipse.jetty.websocket.api.annotations.WebSocket;
import org.eclipse.jetty.websocket.server.WebSocketHandler;
import org.eclipse.jetty.websocket.servlet.WebSocketServletFactory;

class Main {
    @WebSocket
    public static class Echo {
        @OnWebSocketMessage
        public void echo(Session session, String message) throws Exception {
            session.getRemote().sendString(message);
        }
    }

    static class Sockets extends WebSocketHandler {
        // not101: show
        @Override
        public void configure(WebSocketServletFactory factory) {
            factory.getPolicy().setMaxTextMessageSize(1024);
            factory.register(Echo.class);
        }
        // not101: end
    }

    public static void main(String[] arguments) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(3000);
        server.addConnector(connector);
        server.setHandler(new Sockets());
        server.start();
    }
}
