package io.twofold.testkit.simulation;

import io.twofold.spi.Change;
import io.twofold.spi.Compressor;
import io.twofold.spi.DirtyStore;
import io.twofold.spi.NewEntry;
import io.twofold.spi.Position;
import io.twofold.spi.ReadReply;
import io.twofold.spi.ReadRequest;
import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteTier;
import io.twofold.spi.RemoteTierFactory;
import io.twofold.spi.ValueCodec;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Stands between a node and its remote tier, and remembers the leases that it was granted. */
final class Witness implements RemoteTierFactory {
    private final RemoteTierFactory remote;
    private final BehindHistory behind;
    private final Map<Integer, Queue<Position>> granted = new HashMap<>();
    private final Map<Integer, Queue<BehindHistory.Put>> putting = new HashMap<>();

    private String lastNonce = "";

    Witness(RemoteTierFactory remote, BehindHistory behind) {
        this.remote = remote;
        this.behind = behind;
    }

    /**
     * Takes the oldest of the leases of a key that this node was granted and that nobody has taken yet.
     *
     * @return where the shard was when it was granted; null if there is none. The permission to load without a lease,
     *     which a write in progress gives, is as a lease from before everything.
     */
    @Nullable
    Position take(int key) {
        Queue<Position> ofKey = granted.get(key);
        return ofKey == null ? null : ofKey.poll();
    }

    /** The nonce of the change that this node asked for last; of none, the empty string. */
    String lastNonce() {
        return lastNonce;
    }

    /** This node is about to put a value, and will send it unless it doesn't know the fleet yet. */
    void putting(BehindHistory.Put put) {
        putting.computeIfAbsent(put.key, key -> new ArrayDeque<>()).add(put);
    }

    /** What this node was about to put has failed, perhaps before it was sent. */
    void failed(BehindHistory.Put put) {
        Objects.requireNonNull(putting.get(put.key)).remove(put);
    }

    private DirtyStore witnessed(DirtyStore store) {
        return (DirtyStore) Proxy.newProxyInstance(
                DirtyStore.class.getClassLoader(), new Class<?>[] {DirtyStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("put")) {
                        sending((List<?>) arguments[1], (String) arguments[2]);
                    }
                    // by default each step is a put, which is seen here
                    return method.getName().equals("putAll")
                            ? InvocationHandler.invokeDefault(proxy, method, arguments)
                            : call(store, method, arguments);
                });
    }

    private void sending(List<?> puts, String nonce) {
        List<BehindHistory.Put> sent = new ArrayList<>();
        for (Object put : puts) {
            sent.add(takeOut((DirtyStore.Put) put));
        }
        behind.sent(nonce, sent);
    }

    /** The bytes have the value's text somewhere, after its length. Removals of a key are sent in their order. */
    private BehindHistory.Put takeOut(DirtyStore.Put put) {
        Queue<BehindHistory.Put> ofKey =
                Objects.requireNonNull(putting.get(key(put.key().id())));
        NewEntry entry = put.entry();
        String bytes = entry == null ? null : new String(entry.envelope(), StandardCharsets.ISO_8859_1);
        BehindHistory.Put sent = ofKey.stream()
                .filter(candidate -> isOf(bytes, candidate.text))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody has put what a node sends: " + bytes));
        ofKey.remove(sent);
        return sent;
    }

    private static boolean isOf(@Nullable String bytes, @Nullable String text) {
        if (bytes == null || text == null) {
            return Objects.equals(bytes, text);
        }
        return bytes.contains((char) text.length() + text);
    }

    /** The number of the key in the identity that the engine gives it. */
    static int key(String id) {
        int digits = id.length();
        while (digits > 0 && Character.isDigit(id.charAt(digits - 1))) {
            digits--;
        }
        return Integer.parseInt(id, digits, id.length(), 10);
    }

    @Override
    public RemoteTier open(RemoteCache cache) {
        RemoteTier tier = remote.open(cache);
        return (RemoteTier) Proxy.newProxyInstance(
                RemoteTier.class.getClassLoader(),
                new Class<?>[] {RemoteTier.class},
                (proxy, method, arguments) -> witnessed(method, arguments, call(tier, method, arguments)));
    }

    private static @Nullable Object call(Object tier, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(tier, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private @Nullable Object witnessed(Method method, Object @Nullable [] arguments, @Nullable Object result) {
        if (arguments != null && arguments[0] instanceof Change change) {
            lastNonce = change.nonce();
        }
        if (result instanceof DirtyStore store) {
            return witnessed(store);
        }
        if (arguments == null || !(result instanceof CompletionStage<?> stage)) {
            return result;
        }
        if (arguments[0] instanceof ReadRequest request && method.getName().equals("read")) {
            return stage.whenComplete((reply, failure) -> replied(request, reply));
        }
        if (arguments[0] instanceof List<?> requests && method.getName().equals("readAll")) {
            return stage.whenComplete((replies, failure) -> repliedAll(requests, replies));
        }
        return result;
    }

    private void repliedAll(List<?> requests, @Nullable Object replies) {
        for (int i = 0; i < requests.size(); i++) {
            Object reply = replies instanceof List<?> list ? list.get(i) : null;
            replied((ReadRequest) requests.get(i), reply instanceof Optional<?> known ? known.orElse(null) : null);
        }
    }

    private void replied(ReadRequest request, @Nullable Object reply) {
        if (reply instanceof ReadReply.Granted lease) {
            permitted(request, lease.head().position());
        } else if (reply instanceof ReadReply.Guarded) {
            permitted(request, Position.NONE);
        }
    }

    private void permitted(ReadRequest request, Position position) {
        granted.computeIfAbsent(key(request.key().id()), key -> new ArrayDeque<>())
                .add(position);
    }

    @Override
    public int shards() {
        return remote.shards();
    }

    @Override
    public <V> ValueCodec<V> valueCodec(Class<V> type, List<Class<?>> registered) {
        return remote.valueCodec(type, registered);
    }

    @Override
    public Compressor compressor(String name) {
        return remote.compressor(name);
    }

    @Override
    public void close() {
        remote.close();
    }
}
