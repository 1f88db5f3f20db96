package io.twofold.testkit;

import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteTier;
import java.time.Duration;

class InMemoryDirtyConformanceTest extends DirtyStoreConformance {
    private final FakeTime time = new FakeTime();
    private final InMemoryServer server = new InMemoryServer(time);

    @Override
    protected RemoteTier open(RemoteCache cache) {
        return new InMemoryRemote(server).open(cache);
    }

    @Override
    protected void letTimePass(Duration atLeast) {
        time.advance(atLeast);
    }
}
