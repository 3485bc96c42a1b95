import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Signs the bytes of a file as BouncyCastle does it by itself, with open lengths: KEY CERTIFICATE FILE OUT ALGORITHM. */
public class Container {
    public static void main(String[] words) throws Exception {
        byte[][] read = new byte[3][];
        for (int at = 0; at < 3; at++) read[at] = Files.readAllBytes(Path.of(words[at]));
        var key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(read[0]));
        var in = Files.newInputStream(Path.of(words[1]));
        var certificate = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        var digests = new JcaDigestCalculatorProviderBuilder().setProvider(new BouncyCastleProvider()).build();
        var signer = new JcaContentSignerBuilder(words[4]).setProvider(new BouncyCastleProvider()).build(key);
        var generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(digests).build(signer, certificate));
        generator.addCertificates(new JcaCertStore(List.of(certificate)));
        var signed = generator.generate(new CMSProcessableByteArray(read[2]), false);
        Files.write(Path.of(words[3]), signed.getEncoded());
    }
}
