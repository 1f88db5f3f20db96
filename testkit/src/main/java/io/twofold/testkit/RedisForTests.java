package io.twofold.testkit;

import org.jspecify.annotations.Nullable;

/**
 * The Redis that a run of tests uses: the one that the environment variable {@code TWOFOLD_TEST_REDIS} names by its
 * URI, or an embedded one, started once for this JVM.
 */
public final class RedisForTests {
    private static final String VARIABLE = "TWOFOLD_TEST_REDIS";

    private RedisForTests() {}

    /** The URI of a server that tests may share; each must use a namespace of its own. */
    public static String uri() {
        @Nullable String given = System.getenv(VARIABLE);
        return given != null && !given.isBlank() ? given : Holder.SERVER.uri();
    }

    private static final class Holder {
        private static final EmbeddedRedis SERVER = EmbeddedRedis.start();
    }
}
