package io.twofold.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** The scripts, each a resource beside this class that says what it does. */
enum Scripts {
    READ("control", "read"),
    FILL("control", "fill"),
    PROLONG("control", "prolong"),
    RELEASE("control", "release"),
    RENEW("control", "renew"),
    GUARD("control", "guard"),
    CHANGE("control", "change"),
    HEADS("control", "heads"),
    LOG("control", "log"),
    INSPECT("control", "inspect"),
    PERMITS("control", "permits"),
    NOTE("control", "note"),
    HOT("control", "hot"),
    LAYOUT("control", "layout"),
    DIRTY_PUT("control", "dirty_steps", "dirty_put"),
    DIRTY_FIND("dirty_find"),
    DIRTY_TAKE("control", "dirty_take"),
    DIRTY_WRITTEN("control", "dirty_written"),
    DIRTY_FAILED("control", "dirty_steps", "dirty_failed"),
    DIRTY_DEAD("control", "dirty_dead"),
    DIRTY_RETRY("control", "dirty_steps", "dirty_retry"),
    DIRTY_DROP("control", "dirty_drop"),
    DIRTY_POLICY("control", "dirty_policy");

    private final String source;
    private final String sha;

    /** @param names what it is put together from */
    Scripts(String... names) {
        this.source = Arrays.stream(names).map(Scripts::resource).collect(Collectors.joining());
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
