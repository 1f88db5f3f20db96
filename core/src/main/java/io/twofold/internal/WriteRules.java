package io.twofold.internal;

import io.twofold.CacheSpec;
import io.twofold.WriteStrategy;
import org.jspecify.annotations.Nullable;

/** What of the strategy, the writers and the rest of a cache goes together. */
final class WriteRules {
    private WriteRules() {}

    /** @throws IllegalArgumentException if something doesn't */
    static void check(CacheConfig<?, ?> config, CacheSpec spec, boolean shared) {
        String wrong = wrong(config, spec, shared);
        if (wrong != null) {
            throw new IllegalArgumentException("cache '" + config.name() + "': " + wrong);
        }
    }

    private static @Nullable String wrong(CacheConfig<?, ?> config, CacheSpec spec, boolean shared) {
        String write = "write=" + spec.write().name().toLowerCase(java.util.Locale.ROOT);
        boolean through = spec.write() == WriteStrategy.THROUGH;
        boolean behind = spec.write() == WriteStrategy.BEHIND;
        if (through != (config.writers().writer() != null)) {
            return "write=through and writer(...) go together; "
                    + (through ? "the builder lacks the writer" : "the spec says " + write);
        }
        if ((behind && spec.writeFlush()) != (config.writers().batchWriter() != null)) {
            return "write=behind and batchWriter(...) go together, unless write.flush=off leaves writing to other nodes; "
                    + (behind ? "write.flush and the batch writer contradict" : "the spec says " + write);
        }
        if (behind && !shared) {
            return "write=behind needs a remote tier to keep what the source doesn't have yet: give the manager"
                    + " remote(...), and don't set l2=off";
        }
        return behind && spec.audit() > 0
                ? "audit can't be set with write=behind: the source lags behind by design; set audit=0%"
                : null;
    }
}
