// Hold SM2 signatures in PDF files against BouncyCastle, and make some with it.
//
// usage: java -cp bcprov.jar:bcpkix.jar:bcutil.jar Sm2.java check ROOT FILE...
//        java -cp ...                              Sm2.java sign KEY PASSWORD FILE OUT
//        java -cp ...                              Sm2.java dump FILE OUT
//
// `check` prints a line for each file: `good` where every signature in it holds and leads to the authority in ROOT.
// `sign` puts a signature by KEY (PKCS#12) in the place of the last one in FILE. `dump` writes what that one signs,
// its value and its certificate to OUT.message, OUT.value and OUT.pem.

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Hashtable;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

public class Sm2 {
    /** A signature in a file: where the reserved string lies, and where the file ended when it was made. */
    record Place(int from, int to, int end) {
        byte[] covered(byte[] file) {
            var out = new ByteArrayOutputStream();
            out.write(file, 0, from);
            out.write(file, to, end - to);
            return out.toByteArray();
        }

        byte[] container(byte[] file) throws Exception {
            var hex = new String(file, from + 1, to - from - 2, StandardCharsets.ISO_8859_1);
            var bytes = new byte[hex.length() / 2];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) Integer.parseInt(hex.substring(2 * at, 2 * at + 2), 16);
            }
            // Zeros follow it.
            return new ASN1InputStream(bytes).readObject().getEncoded("DER");
        }
    }

    static List<Place> places(byte[] file) {
        var range = Pattern.compile("/ByteRange\\s*\\[\\s*0\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)\\s*\\]");
        Matcher found = range.matcher(new String(file, StandardCharsets.ISO_8859_1));
        var places = new ArrayList<Place>();
        while (found.find()) {
            int from = Integer.parseInt(found.group(1)), to = Integer.parseInt(found.group(2));
            places.add(new Place(from, to, to + Integer.parseInt(found.group(3))));
        }
        return places;
    }

    static X509Certificate certificate(SignerInformation signer, CMSSignedData data) throws Exception {
        var found = (X509CertificateHolder) data.getCertificates().getMatches(signer.getSID()).iterator().next();
        return new JcaX509CertificateConverter().setProvider("BC").getCertificate(found);
    }

    static String judged(byte[] file, X509Certificate root) {
        var places = places(file);
        try {
            for (Place place : places) {
                var content = new CMSProcessableByteArray(place.covered(file));
                var data = new CMSSignedData(content, ContentInfo.getInstance(place.container(file)));
                for (SignerInformation signer : data.getSignerInfos().getSigners()) {
                    var own = certificate(signer, data);
                    own.verify(root.getPublicKey(), "BC");
                    if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(own))) {
                        return "the signature does not hold";
                    }
                }
            }
        } catch (Exception fault) {
            return fault.toString();
        }
        return places.isEmpty() ? "it has no signature" : "good";
    }

    static void sign(Path key, char[] password, Path from, Path to) throws Exception {
        var store = KeyStore.getInstance("PKCS12", "BC");
        store.load(new FileInputStream(key.toFile()), password);
        var name = store.aliases().nextElement();
        Certificate[] chain = store.getCertificateChain(name);
        var own = (X509Certificate) chain[0];
        var hash = MessageDigest.getInstance("SHA-256").digest(own.getEncoded());
        var binding = new SigningCertificateV2(new ESSCertIDv2[] {new ESSCertIDv2(hash)});
        var attributes = new Hashtable<ASN1ObjectIdentifier, Attribute>();
        var kind = PKCSObjectIdentifiers.id_aa_signingCertificateV2;
        attributes.put(kind, new Attribute(kind, new DERSet(binding)));
        var digests = new JcaDigestCalculatorProviderBuilder().setProvider("BC").build();
        var signer = new JcaContentSignerBuilder("SM3withSM2").setProvider("BC")
            .build((PrivateKey) store.getKey(name, password));
        var generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(digests)
            .setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(new AttributeTable(attributes)))
            .build(signer, own));
        generator.addCertificates(new JcaCertStore(Arrays.asList(chain)));
        byte[] file = Files.readAllBytes(from);
        var places = places(file);
        var place = places.get(places.size() - 1);
        var made = generator.generate(new CMSProcessableByteArray(place.covered(file)), false);
        byte[] container = made.toASN1Structure().getEncoded("DER");
        Arrays.fill(file, place.from() + 1, place.to() - 1, (byte) '0');
        for (int at = 0; at < container.length; at++) {
            var pair = String.format("%02x", container[at]).getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(pair, 0, file, place.from() + 1 + 2 * at, 2);
        }
        Files.write(to, file);
    }

    static void dump(byte[] file, String out) throws Exception {
        var places = places(file);
        var place = places.get(places.size() - 1);
        var data = new CMSSignedData(ContentInfo.getInstance(place.container(file)));
        var signer = data.getSignerInfos().getSigners().iterator().next();
        Files.write(Path.of(out + ".message"), signer.getEncodedSignedAttributes());
        Files.write(Path.of(out + ".value"), signer.getSignature());
        var text = Base64.getMimeEncoder().encodeToString(certificate(signer, data).getEncoded());
        Files.writeString(Path.of(out + ".pem"),
            "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
    }

    public static void main(String[] words) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        switch (words[0]) {
            case "check" -> {
                var factory = CertificateFactory.getInstance("X.509", "BC");
                var root = new ByteArrayInputStream(Files.readAllBytes(Path.of(words[1])));
                var trusted = (X509Certificate) factory.generateCertificate(root);
                for (var name : Arrays.copyOfRange(words, 2, words.length)) {
                    System.out.println(judged(Files.readAllBytes(Path.of(name)), trusted));
                }
            }
            case "sign" -> sign(Path.of(words[1]), words[2].toCharArray(), Path.of(words[3]), Path.of(words[4]));
            case "dump" -> dump(Files.readAllBytes(Path.of(words[1])), words[2]);
            default -> throw new IllegalArgumentException(words[0]);
        }
    }
}
