import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Does for Java what read_certificates.py does for other clients. The argument is FILE. */
class ReadCertificates {
    private static byte[] good;

    public static void main(String[] args) throws IOException {
        good = Files.readAllBytes(Path.of(args[0]));
        System.out.println();
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            List<String> words = Arrays.stream(line.split(" ")).filter(word -> !word.isEmpty()).collect(Collectors.toList());
            System.out.println(answers(words));
        }
    }

    /** Halves the list until the certificates that are not read are found. */
    private static String answers(List<String> certificates) {
        if (findsGood(certificates)) {
            return "1".repeat(certificates.size());
        }
        if (certificates.size() < 2) {
            return "0".repeat(certificates.size());
        }
        int half = certificates.size() / 2;
        return answers(certificates.subList(0, half)) + answers(certificates.subList(half, certificates.size()));
    }

    private static boolean findsGood(List<String> certificates) {
        String text = certificates.stream().map(ReadCertificates::pem).collect(Collectors.joining());
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        SequenceInputStream file = new SequenceInputStream(new ByteArrayInputStream(bytes), new ByteArrayInputStream(good));
        try {
            return CertificateFactory.getInstance("X.509").generateCertificates(file).size() == certificates.size() + 1;
        } catch (CertificateException | RuntimeException error) {
            return false;
        }
    }

    private static String pem(String base64) {
        return "-----BEGIN CERTIFICATE-----\n" + base64.replaceAll(".{64}", "$0\n") + "\n-----END CERTIFICATE-----\n";
    }
}
