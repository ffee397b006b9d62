import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

class Main {
    @ServerEndpoint("/desk/ws")
    public static class Echo {
        @OnMessage
        public String echo(String message) {
            return message;
        }
    }

    public static void main(String[] arguments) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir("work");
        tomcat.setPort(3000);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "default", new DefaultServlet());
        context.addServletMappingDecoded("/", "default");
        context.addServletContainerInitializer(new WsSci(), Set.of(Echo.class));
        // not101: show
        tomcat.getConnector().setProperty("maxHttpRequestHeaderSize", "16384");
        // not101: end
        tomcat.start();
        tomcat.getServer().await();
    }
}
