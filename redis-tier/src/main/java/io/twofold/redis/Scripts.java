package io.twofold.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The scripts, each a resource beside this class that says what it does. */
enum Scripts {
    READ("read"),
    FILL("fill"),
    PROLONG("prolong"),
    RELEASE("release"),
    RENEW("renew"),
    GUARD("guard"),
    CHANGE("change"),
    HEADS("heads"),
    LOG("log"),
    INSPECT("inspect"),
    PERMITS("permits"),
    NOTE("note"),
    HOT("hot"),
    LAYOUT("layout");

    private final String source;
    private final String sha;

    Scripts(String name) {
        this.source = resource("control") + resource(name);
        this.sha = sha1(source);
    }

    String source() {
        return source;
    }

    /** What the server knows the script by. */
    String sha() {
        return sha;
    }

    private static String resource(String name) {
        try (InputStream stream = Scripts.class.getResourceAsStream(name + ".lua")) {
            if (stream == null) {
                throw new IllegalStateException(name + ".lua is missing from the jar");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String source) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-1", e);
        }
    }
}
