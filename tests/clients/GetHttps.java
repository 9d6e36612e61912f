import java.io.InputStream;
import java.net.URL;

/** Fetches a page with Java's URL class and prints it. */
class GetHttps {
    public static void main(String[] args) throws Exception {
        try (InputStream page = new URL(args[0]).openStream()) {
            page.transferTo(System.out);
        }
    }
}
