package io.twofold.internal.spec;

import io.twofold.WriteStrategy;
import io.twofold.internal.spec.Setting.Allowed;
import java.util.List;

/** What a put does with the source. */
public final class WriteSettings {
    private WriteSettings() {}

    public static final Setting<WriteStrategy> WRITE = new Setting<>(
            "write",
            Kind.oneOf(WriteStrategy.class),
            WriteStrategy.ASIDE,
            new Allowed<>("one of aside, through", any -> true),
            "aside",
            "What put and remove do with the source: nothing, or change it through the cache's writer.");

    static final List<Setting<?>> ALL = List.of(WRITE);
}
