package io.twofold.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * An {@link EmbeddedRedis} that speaks TLS on a second port, with a certificate of its own making for
 * {@code localhost}. Needs the JDK's {@code keytool}.
 */
public final class EmbeddedTls implements AutoCloseable {
    private static final String PASSWORD = "of-no-secrecy";
    private static final String ALIAS = "redis";
    private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private final Path folder;
    private final EmbeddedRedis server;
    private final int port;

    private EmbeddedTls(Path folder, EmbeddedRedis server, int port) {
        this.folder = folder;
        this.server = server;
        this.port = port;
    }

    /**
     * Makes a certificate and starts a server.
     *
     * @param settings further settings of the server
     */
    public static EmbeddedTls start(String... settings) {
        try {
            Path folder = Files.createTempDirectory("twofold-tls-");
            makeCertificate(folder);
            List<Integer> ports = new ArrayList<>();
            EmbeddedRedis server = EmbeddedRedis.start(() -> {
                ports.add(EmbeddedRedis.freePort());
                return settings(folder, ports.get(ports.size() - 1), settings);
            });
            return new EmbeddedTls(folder, server, ports.get(ports.size() - 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no certificate can be made", e);
        }
    }

    private static List<String> settings(Path folder, int port, String... further) {
        List<String> all = new ArrayList<>(List.of(
                "--tls-port",
                Integer.toString(port),
                "--tls-cert-file",
                certificate(folder).toString(),
                "--tls-key-file",
                privateKey(folder).toString(),
                "--tls-ca-cert-file",
                certificate(folder).toString(),
                "--tls-auth-clients",
                "no"));
        all.addAll(Arrays.asList(further));
        return all;
    }

    private static Path certificate(Path folder) {
        return folder.resolve("certificate.pem");
    }

    private static Path privateKey(Path folder) {
        return folder.resolve("key.pem");
    }

    private static Path store(Path folder) {
        return folder.resolve("store.p12");
    }

    private static void makeCertificate(Path folder) throws IOException, GeneralSecurityException {
        keytool(folder);
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store(folder))) {
            store.load(in, PASSWORD.toCharArray());
        }
        Key key = store.getKey(ALIAS, PASSWORD.toCharArray());
        Files.writeString(privateKey(folder), pem("PRIVATE KEY", key.getEncoded()));
        byte[] certificate = store.getCertificate(ALIAS).getEncoded();
        Files.writeString(certificate(folder), pem("CERTIFICATE", certificate));
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry(ALIAS, store.getCertificate(ALIAS));
        try (var out = Files.newOutputStream(folder.resolve("trust.p12"))) {
            trust.store(out, PASSWORD.toCharArray());
        }
    }

    private static String pem(String what, byte[] encoded) {
        return "-----BEGIN " + what + "-----\n" + PEM.encodeToString(encoded) + "\n-----END " + what + "-----\n";
    }

    private static void keytool(Path folder) throws IOException {
        Path output = folder.resolve("keytool.log");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        "30",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store(folder).toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool: " + Files.readString(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The server, whose own port and URI are those without TLS. */
    public EmbeddedRedis server() {
        return server;
    }

    /** {@code rediss://localhost:port}. */
    public String uri() {
        return "rediss://localhost:" + port;
    }

    /** A PKCS #12 store that holds the server's certificate as one to trust. */
    public URL trustStore() {
        try {
            return folder.resolve("trust.p12").toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The password of the store. */
    public String trustStorePassword() {
        return PASSWORD;
    }

    /** Ends the server and deletes its files. Idempotent. */
    @Override
    public void close() {
        server.close();
        EmbeddedRedis.delete(folder);
    }
}
