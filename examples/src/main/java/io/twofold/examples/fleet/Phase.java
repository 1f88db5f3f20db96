package io.twofold.examples.fleet;

import java.util.Locale;

/** Which way the load goes. */
enum Phase {
    /** Straight to the database, for comparison. */
    UNCACHED,
    /** Through the cache. */
    CACHED;

    /** As it stands in commands and on the screen. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
