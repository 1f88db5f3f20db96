package io.twofold.internal;

import io.twofold.CacheSpec;
import io.twofold.spi.RemoteTier;
import io.twofold.spi.RemoteTierFactory;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Whether the fleet cuts the cache into as many shards as this node does. Nodes that disagreed would not hear
 * each other's invalidations, so nothing in the remote tier is used before this is confirmed.
 */
final class Layout {
    private final int wanted;
    private volatile State state = State.UNKNOWN;
    private volatile int found;

    private enum State {
        UNKNOWN,
        CONFIRMED,
        REFUSED
    }

    Layout(int wanted) {
        this.wanted = wanted;
    }

    /** Into how many shards a cache is cut: as its spec says, or else as its remote tier does. */
    static int shards(CacheSpec spec, @Nullable RemoteTierFactory remote) {
        return spec.l2Shards().orElseGet(() -> remote == null ? 1 : remote.shards());
    }

    boolean isConfirmed() {
        return state == State.CONFIRMED;
    }

    boolean isRefused() {
        return state == State.REFUSED;
    }

    /** How many shards the fleet uses, once it was asked. */
    int found() {
        return found;
    }

    int wanted() {
        return wanted;
    }

    /** Asks; completes exceptionally if the remote tier doesn't answer. */
    CompletableFuture<Boolean> confirm(RemoteTier tier) {
        return tier.agreeOnShards(wanted).toCompletableFuture().thenApply(shards -> {
            found = shards;
            state = shards == wanted ? State.CONFIRMED : State.REFUSED;
            return isConfirmed();
        });
    }
}
