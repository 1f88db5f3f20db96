package io.twofold.internal.write;

import io.twofold.DeadLetter;
import io.twofold.internal.codec.QualifiedKey;
import io.twofold.spi.CodecException;
import io.twofold.spi.DirtyStore;
import io.twofold.spi.DirtyStore.Dead;
import io.twofold.spi.DirtyStore.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the source refused, of every shard. */
public final class DeadLetterBox<K, V> {
    private final DirtyStore store;
    private final Translator<K, V> translator;
    private final BehindSettings around;

    DeadLetterBox(DirtyStore store, Translator<K, V> translator, BehindSettings around) {
        this.store = store;
        this.translator = translator;
        this.around = around;
    }

    /** Some of them. */
    public CompletableFuture<List<DeadLetter<K, V>>> list(int atMost) {
        List<CompletableFuture<List<Dead>>> shards = IntStream.range(0, around.shards())
                .mapToObj(shard -> store.dead(shard, atMost).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(shards.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> shards.stream()
                        .flatMap(dead -> dead.join().stream())
                        .limit(atMost)
                        .map(this::letter)
                        .toList());
    }

    private DeadLetter<K, V> letter(Dead dead) {
        @Nullable String tenant = null;
        @Nullable K key = null;
        @Nullable V value = null;
        String reason = dead.reason();
        try {
            QualifiedKey<K> decoded = translator.key(dead.item().id());
            tenant = decoded.tenant();
            key = decoded.key();
            value = translator.value(dead.item());
        } catch (CodecException e) {
            reason += " (and this node can't decode it: " + e.getMessage() + ")";
        }
        return new DeadLetter<>(
                dead.item().id(),
                tenant,
                key,
                value,
                dead.item().version(),
                dead.item().attempts(),
                reason,
                dead.superseded());
    }

    private Version version(DeadLetter<K, V> letter) {
        return new Version(translator.remoteKey(letter.id()), letter.version());
    }

    /** Has one wait again. */
    public CompletableFuture<Boolean> retry(DeadLetter<K, V> letter) {
        return store.retryDead(version(letter), around.random().identity()).toCompletableFuture();
    }

    /** Has all wait again that may. */
    public CompletableFuture<Integer> retryAll() {
        return list(Integer.MAX_VALUE).thenCompose(letters -> {
            List<CompletableFuture<Boolean>> retried = new ArrayList<>();
            letters.forEach(letter -> retried.add(retry(letter)));
            return CompletableFuture.allOf(retried.toArray(CompletableFuture<?>[]::new))
                    .thenApply(all -> (int)
                            retried.stream().filter(CompletableFuture::join).count());
        });
    }

    /** Forgets one. */
    public CompletableFuture<Boolean> drop(DeadLetter<K, V> letter) {
        return store.dropDead(version(letter)).toCompletableFuture();
    }
}
