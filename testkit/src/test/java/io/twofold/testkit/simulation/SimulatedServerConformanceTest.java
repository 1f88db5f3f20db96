package io.twofold.testkit.simulation;

import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteTier;
import io.twofold.testkit.RemoteTierConformance;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The simulated server across the simulated network; time goes on while somebody asks. */
class SimulatedServerConformanceTest extends RemoteTierConformance {
    private static final long LONGEST_DELAY = TimeUnit.MILLISECONDS.toNanos(25);

    private final EventLoop loop = new EventLoop();
    private final Chance chance = new Chance(1);
    private final SimulatedServer server = new SimulatedServer(loop);

    @Override
    protected RemoteTier open(RemoteCache cache) {
        RemoteTier tier = server.connect(new Link(loop, chance, server, new Process(cache.nodeId())))
                .open(cache);
        return (RemoteTier) Proxy.newProxyInstance(
                RemoteTier.class.getClassLoader(), new Class<?>[] {RemoteTier.class}, (proxy, method, arguments) -> {
                    synchronized (loop) {
                        Object result;
                        try {
                            result = method.invoke(tier, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getTargetException();
                        }
                        while (result instanceof CompletionStage<?> stage
                                && !stage.toCompletableFuture().isDone()) {
                            loop.runNext();
                        }
                        loop.runUntil(loop.now() + LONGEST_DELAY);
                        return result;
                    }
                });
    }

    @Override
    protected void letTimePass(Duration atLeast) {
        synchronized (loop) {
            loop.runUntil(loop.now() + atLeast.toNanos());
        }
    }
}
