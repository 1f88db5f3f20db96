package io.twofold.internal;

import io.twofold.spi.RandomSource;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The machine's randomness. */
public final class SystemRandom implements RandomSource {
    @Override
    public String identity() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    @Override
    public double fraction() {
        return ThreadLocalRandom.current().nextDouble();
    }
}
