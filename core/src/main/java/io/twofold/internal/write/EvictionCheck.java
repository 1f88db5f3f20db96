package io.twofold.internal.write;

import io.twofold.RemoteTierException;
import io.twofold.spi.DirtyStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes sure that the server evicts nothing that the source doesn't have yet. */
final class EvictionCheck {
    private final DirtyStore store;
    private final BehindSettings around;
    private volatile boolean passed;

    EvictionCheck(DirtyStore store, BehindSettings around) {
        this.store = store;
        this.around = around;
    }

    boolean isPassed() {
        return passed;
    }

    /**
     * Asks the server, and waits for its answer.
     *
     * @throws IllegalArgumentException if it may evict such keys; if it can't be asked now, that is asked later
     */
    void now() {
        if (around.spec().writeNoEviction()) {
            passed = true;
            return;
        }
        try {
            judge(store.evicting()
                    .toCompletableFuture()
                    .get(around.spec().l2Timeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            unknown(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            unknown(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            unknown(e);
        }
    }

    private void judge(String policy) {
        if (!policy.isEmpty()) {
            throw new IllegalArgumentException(refusal(policy));
        }
        passed = true;
    }

    private String refusal(String policy) {
        return "cache '" + around.cache()
                + "': write=behind keeps values in Redis that the source doesn't have yet, but"
                + " the server's maxmemory-policy=" + policy
                + " lets it evict them: set maxmemory-policy to noeviction,"
                + " volatile-lru, volatile-lfu, volatile-ttl or volatile-random (CONFIG SET maxmemory-policy noeviction,"
                + " and in the server's configuration)";
    }

    /** A server that answers, but may not or doesn't want to say, is believed with a warning; one that is away isn't. */
    private void unknown(Throwable failure) {
        around.warn()
                .say(
                        "the server doesn't say its maxmemory-policy. It must be noeviction or one of volatile-*, or"
                                + " values are lost that the source doesn't have yet. If it is, say so with"
                                + " write.noEviction=on",
                        failure);
        passed = failure instanceof RemoteTierException || failure instanceof IllegalStateException;
    }

    /** Asks once more; fails if the server doesn't answer, or may evict. */
    CompletableFuture<Void> again() {
        return store.evicting().toCompletableFuture().thenAccept(policy -> {
            if (!policy.isEmpty()) {
                throw new RemoteTierException(refusal(policy), null);
            }
            passed = true;
        });
    }
}
