package io.twofold.internal.spec;

import java.util.List;

/** What a node does when it starts. */
public final class ColdStartSettings {
    private ColdStartSettings() {}

    public static final Setting<Long> WARM_UP = new Setting<>(
            "warmUp",
            Kind.COUNT,
            0L,
            Bounds.counts(0, 10_000),
            "0",
            "How many of the fleet's hottest entries a node that starts reads from L2 into L1 in the background; 0 for none.");

    static final List<Setting<?>> ALL = List.of(WARM_UP);
}
