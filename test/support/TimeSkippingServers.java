import io.temporal.testserver.TestServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Time-skipping servers in one virtual machine: a machine of its own for each spends most of a test's time on starting and compiling.
 * Usage: the port to listen on. Each connection is told the port of a server of its own, which is gone when the connection is.
 */
public class TimeSkippingServers {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  public static void main(String[] args) throws IOException {
    try (ServerSocket door = new ServerSocket(Integer.parseInt(args[0]), 50, LOOPBACK)) {
      for (;;) {
        Socket tenant = door.accept();
        new Thread(() -> serve(tenant)).start();
      }
    }
  }

  private static void serve(Socket tenant) {
    try (tenant) {
      int port = freePort();
      try (Closeable server = TestServer.createPortBoundServer(port)) {
        new PrintStream(tenant.getOutputStream(), true).println(port);
        while (tenant.getInputStream().read() >= 0) {
          // says nothing, and ends by leaving
        }
      }
    } catch (IOException | RuntimeException e) {
      e.printStackTrace();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, LOOPBACK)) {
      return probe.getLocalPort();
    }
  }
}
