package io.twofold.internal;

import io.twofold.spi.RemoteKey;
import org.jspecify.annotations.Nullable;

/**
 * Where a key lives in each tier.
 *
 * @param local what it is found by in L1 and among the flights
 * @param remote what it is in the remote tier
 */
record Slot(Object local, RemoteKey remote) {
    /** Whose key it is; null for nobody's. */
    @Nullable
    String tenant() {
        return local instanceof ScopedKey scoped ? scoped.tenant : null;
    }
}
