import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

/** Prints for each file how many certificates Java reads from it. */
public class CountCertificates {
    public static void main(String[] files) throws Exception {
        for (String file : files) {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            try (InputStream in = new BufferedInputStream(new FileInputStream(file))) {
                System.out.println(factory.generateCertificates(in).size());
            } catch (CertificateException unreadable) {
                System.out.println(0);
            }
        }
    }
}
