package io.twofold.internal;

import io.twofold.CacheSpec;

/** What a spec may ask for only if the builder was given the loader that it takes. */
final class LoadRules {
    private LoadRules() {}

    /** @throws IllegalArgumentException if the spec asks for what can't be had; the message says what to do */
    static void check(CacheConfig<?, ?> config, CacheSpec spec) {
        if (spec.audit() > 0 && config.loader() == null) {
            throw new IllegalArgumentException("cache '" + config.name() + "': audit compares with the source, so it"
                    + " needs a loader: give the builder loader(...), or set audit=0%");
        }
        if (spec.refreshBatch() > 1 && config.bulkLoader() == null) {
            throw new IllegalArgumentException("cache '" + config.name() + "': refresh.batch=" + spec.refreshBatch()
                    + " needs a bulk loader: give the builder bulkLoader(...), or set refresh.batch=1");
        }
    }
}
