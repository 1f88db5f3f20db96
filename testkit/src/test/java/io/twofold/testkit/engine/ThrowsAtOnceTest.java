package io.twofold.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.spi.RemoteTier;
import io.twofold.spi.RemoteTierFactory;
import io.twofold.testkit.FakeTime;
import io.twofold.testkit.InMemoryRemote;
import io.twofold.testkit.InMemoryServer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What throws where it should have returned a future, as for want of memory or threads, leaves nobody waiting. */
class ThrowsAtOnceTest {
    private static final String SPEC = "ttl=10m, l2.shards=1";

    private final FakeTime time = new FakeTime();
    private final InMemoryRemote remote = new InMemoryRemote(new InMemoryServer(time));
    private boolean tierThrows;
    private boolean loadThrows;
    private Twofold twofold;

    @AfterEach
    void close() {
        twofold.close();
    }

    private TieredCache<String, String> cache() {
        Executor executor = task -> {
            if (loadThrows && isOfALoad()) {
                throw new InternalError("no more threads");
            }
            task.run();
        };
        RemoteTierFactory factory = proxy(RemoteTierFactory.class, remote, () -> false);
        twofold =
                Twofold.builder().remote(factory).executor(executor).time(time).build();
        return twofold.cache("cache", String.class, String.class)
                .spec(SPEC)
                .loader((String key) -> "loaded " + key)
                .bulkLoader(ThrowsAtOnceTest::loaded)
                .build();
    }

    private static boolean isOfALoad() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().endsWith(".LoadRunner")));
    }

    private static Map<String, String> loaded(Set<? extends String> keys) {
        Map<String, String> values = new LinkedHashMap<>();
        keys.forEach(key -> values.put(key, "loaded " + key));
        return values;
    }

    /** Whatever tier it opens throws at each read when it is told to. */
    private <T> T proxy(Class<T> type, Object of, Supplier<Boolean> isThrowing) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (isThrowing.get() && method.getName().startsWith("read")) {
                throw new InternalError("no memory for what is to be sent");
            }
            try {
                Object result = method.invoke(of, arguments);
                return result instanceof RemoteTier tier ? proxy(RemoteTier.class, tier, () -> tierThrows) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Test
    void tier_isAsOneThatDoesNotAnswer() {
        TieredCache<String, String> cache = cache();
        tierThrows = true;
        assertThat(cache.get("a")).isEqualTo("loaded a");
        assertThat(cache.getAll(List.of("b", "c"))).isEqualTo(Map.of("b", "loaded b", "c", "loaded c"));
        assertThat(cache.stats().remoteFailures()).isPositive();
        tierThrows = false;
        assertThat(cache.get("d")).isEqualTo("loaded d");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void executorOfALoad_failsThoseWhoAskedAndNobodyAfterThem(boolean isAway) {
        TieredCache<String, String> cache = cache();
        cache.get("there is evidence");
        tierThrows = isAway;
        loadThrows = true;
        CompletableFuture<Map<String, String>> all = cache.async().getAll(List.of("a", "b"));
        CompletableFuture<String> one = cache.async().get("c");
        assertThat(all).isCompletedExceptionally();
        assertThat(one).isCompletedExceptionally();
        assertThatThrownBy(all::join).hasRootCauseInstanceOf(InternalError.class);
        assertThatThrownBy(one::join).hasRootCauseInstanceOf(InternalError.class);

        loadThrows = false;
        for (String key : List.of("a", "b", "c")) {
            assertThat(cache.async().get(key)).as(key).isCompletedWithValue("loaded " + key);
        }
    }
}
