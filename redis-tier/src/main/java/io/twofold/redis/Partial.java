package io.twofold.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Answers of several servers, some of which may be missing. */
final class Partial {
    private Partial() {}

    /** Those that come, in the order given, once each has come or failed; fails if none comes. */
    static <T> CompletableFuture<List<T>> of(List<CompletableFuture<T>> answers) {
        CompletableFuture<Void> all = CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new));
        return all.handle((done, failure) -> {
            List<T> come = new ArrayList<>(answers.size());
            for (CompletableFuture<T> answer : answers) {
                if (!answer.isCompletedExceptionally()) {
                    come.add(answer.join());
                }
            }
            if (failure != null && come.isEmpty()) {
                throw failure instanceof CompletionException e ? e : new CompletionException(failure);
            }
            return come;
        });
    }
}
