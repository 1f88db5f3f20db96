package io.twofold.redis;

import io.twofold.spi.RemoteCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.redisson.api.BatchOptions;
import org.redisson.api.BatchResult;
import org.redisson.api.RBatch;
import org.redisson.api.RScript;
import org.redisson.api.RScript.Mode;
import org.redisson.api.RScript.ReturnType;
import org.redisson.api.RScriptAsync;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.OptionalOptions;
import org.redisson.client.RedisNoScriptException;

/**
 * Runs scripts by their digest, and loads them where the server doesn't know them (any more). Whatever Redisson
 * throws, at once or later, is the future's.
 */
final class ScriptRunner {
    private final RedissonClient client;
    private final RScript scripts;
    private final BatchOptions batchOptions;
    private final int replicas;
    private final BatchOptions replicatedOptions;
    private final Turnstile turnstile;
    private final long timeoutMillis;
    private final TimeLimit limit;

    /** @param turnstile shared by all that use the client */
    ScriptRunner(RedissonClient client, RemoteCache cache, Turnstile turnstile) {
        this.client = client;
        this.turnstile = turnstile;
        this.timeoutMillis = cache.timeout().toMillis();
        this.limit = new TimeLimit(cache.timeout());
        // the client may be the user's, with patient settings of its own; retries would run scripts twice
        this.scripts = scripts(timeoutMillis);
        this.batchOptions = batchOptions(timeoutMillis);
        this.replicas = cache.replicas();
        this.replicatedOptions =
                batchOptions(timeoutMillis).sync(replicas, cache.timeout().dividedBy(2));
    }

    private RScript scripts(long withinMillis) {
        return client.getScript(OptionalOptions.defaults()
                .codec(BytesCodec.BYTES)
                .timeout(Duration.ofMillis(withinMillis))
                .retryAttempts(0));
    }

    private static BatchOptions batchOptions(long withinMillis) {
        return BatchOptions.defaults()
                .responseTimeout(withinMillis, TimeUnit.MILLISECONDS)
                .retryAttempts(0);
    }

    /** One call of a script: its keys, all in one slot, and its arguments. */
    @SuppressWarnings("ArrayRecordComponent") // arguments are handed over, never compared
    record Call(Scripts script, List<Object> keys, Object[] arguments) {
        static Call of(Scripts script, List<String> keys, Object... arguments) {
            return new Call(script, List.copyOf(keys), arguments);
        }
    }

    /** Runs one that returns a list; one round trip. */
    CompletableFuture<List<?>> list(Call call) {
        return turnstile.pass(() -> run(call, ReturnType.LIST), timeoutMillis);
    }

    /** As {@link #list}, of an operation that has taken so long already; it takes no longer than it may all in all. */
    CompletableFuture<List<?>> list(Call call, long passedNanos) {
        if (limit.isHardlyTouched(passedNanos)) {
            return list(call);
        }
        long left = limit.leftMillis(passedNanos);
        return left == 0
                ? CompletableFuture.failedFuture(limit.exceeded())
                : turnstile.pass(() -> run(scripts(left), call, ReturnType.LIST), left);
    }

    /** As {@link #list}, of a change that so many replicas must have as the cache asks for; fails if fewer do. */
    CompletableFuture<List<?>> replicatedList(Call call) {
        return turnstile.pass(() -> urgentReplicatedList(call), timeoutMillis);
    }

    /** As {@link #replicatedList}, before any that wait. */
    CompletableFuture<List<?>> urgentReplicatedList(Call call) {
        if (replicas == 0) {
            return urgentList(call);
        }
        // the number of those that have it is only known on the connection on which the change was made
        return unlessUnknown(replicated(call), () -> load(call).thenCompose(sha -> replicated(call)));
    }

    private CompletableFuture<List<?>> replicated(Call call) {
        return execute(List.of(call), replicatedOptions, new ArrayList<>()).thenApply(result -> {
            if (result.getSyncedSlaves() < replicas) {
                throw new TooFewReplicasException(result.getSyncedSlaves(), replicas);
            }
            return lists(result).get(0);
        });
    }

    private CompletableFuture<String> load(Call call) {
        return guarded(() -> scripts.scriptLoadAsync(call.script.source()).toCompletableFuture());
    }

    /** As {@link #list}, before any that wait: for what keeps the others right. */
    CompletableFuture<List<?>> urgentList(Call call) {
        return run(call, ReturnType.LIST);
    }

    /** As {@link #urgentList}, of a number. */
    CompletableFuture<Long> urgentNumber(Call call) {
        return run(call, ReturnType.LONG);
    }

    /** Runs one that returns a number; one round trip. */
    CompletableFuture<Long> number(Call call) {
        return turnstile.pass(() -> run(call, ReturnType.LONG), timeoutMillis);
    }

    private <R> CompletableFuture<R> run(Call call, ReturnType type) {
        return run(scripts, call, type);
    }

    private static <R> CompletableFuture<R> run(RScript on, Call call, ReturnType type) {
        return unlessUnknown(
                guarded(() -> evalSha(on, call, type)),
                () -> guarded(
                        () -> on.<R>evalAsync(Mode.READ_WRITE, call.script.source(), type, call.keys, call.arguments)
                                .toCompletableFuture()));
    }

    /** What was asked for first, or, if the server doesn't know the script, what is asked for then. */
    private static <R> CompletableFuture<R> unlessUnknown(
            CompletableFuture<R> first, Supplier<CompletableFuture<R>> otherwise) {
        return first.exceptionallyCompose(failure -> isUnknownScript(failure) ? otherwise.get() : first)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(Failures.explained(failure)));
    }

    private static boolean isUnknownScript(Throwable failure) {
        return failure instanceof RedisNoScriptException || failure.getCause() instanceof RedisNoScriptException;
    }

    private static <R> CompletableFuture<R> evalSha(RScriptAsync on, Call call, ReturnType type) {
        return on.<R>evalShaAsync(Mode.READ_WRITE, call.script.sha(), type, call.keys, call.arguments)
                .toCompletableFuture();
    }

    /**
     * Runs many that return lists, all of one script; one round trip for each server involved. Those are empty whose
     * server didn't answer; fails if none did.
     */
    CompletableFuture<List<Optional<List<?>>>> lists(List<Call> calls) {
        return turnstile.pass(() -> batchOrLoad(calls, batchOptions), timeoutMillis);
    }

    /** As {@link #lists}, of an operation that has taken so long already; it takes no longer than it may all in all. */
    CompletableFuture<List<Optional<List<?>>>> lists(List<Call> calls, long passedNanos) {
        if (limit.isHardlyTouched(passedNanos)) {
            return lists(calls);
        }
        long left = limit.leftMillis(passedNanos);
        return left == 0
                ? CompletableFuture.failedFuture(limit.exceeded())
                : turnstile.pass(() -> batchOrLoad(calls, batchOptions(left)), left);
    }

    private CompletableFuture<List<Optional<List<?>>>> batchOrLoad(List<Call> calls, BatchOptions options) {
        // an EVAL in a batch can't be relied on, so the script is loaded and the batch repeated
        return unlessUnknown(batch(calls, options), () -> load(calls.get(0)).thenCompose(sha -> batch(calls, options)));
    }

    /** The batch fails as soon as one of its servers does; what the others answered is in the calls' own futures. */
    private CompletableFuture<List<Optional<List<?>>>> batch(List<Call> calls, BatchOptions options) {
        List<CompletableFuture<List<?>>> answers = new ArrayList<>(calls.size());
        return execute(calls, options, answers).handle((result, failure) -> {
            if (failure == null) {
                return lists(result).stream()
                        .<Optional<List<?>>>map(Optional::of)
                        .toList();
            }
            if (isUnknownScript(failure) || answers.stream().noneMatch(ScriptRunner::hasCome)) {
                throw failure instanceof CompletionException e ? e : new CompletionException(failure);
            }
            return answers.stream()
                    .<Optional<List<?>>>map(answer -> hasCome(answer) ? Optional.of(answer.join()) : Optional.empty())
                    .toList();
        });
    }

    private static boolean hasCome(CompletableFuture<?> answer) {
        return answer.isDone() && !answer.isCompletedExceptionally();
    }

    /** @param answers where each call's own goes */
    private CompletableFuture<BatchResult<?>> execute(
            List<Call> calls, BatchOptions options, List<CompletableFuture<List<?>>> answers) {
        return guarded(() -> {
            RBatch batch = client.createBatch(options);
            RScriptAsync inBatch = batch.getScript(BytesCodec.BYTES);
            for (Call call : calls) {
                answers.add(evalSha(inBatch, call, ReturnType.LIST));
            }
            return batch.executeAsync().toCompletableFuture();
        });
    }

    private static List<List<?>> lists(BatchResult<?> result) {
        List<List<?>> lists = new ArrayList<>();
        result.getResponses().forEach(response -> lists.add((List<?>) response));
        return lists;
    }

    /** What it throws at once is the future's, too. */
    static <R> CompletableFuture<R> guarded(Supplier<CompletableFuture<R>> call) {
        try {
            return call.get();
        } catch (RuntimeException | Error e) { // there may be no memory for what is to be sent
            return CompletableFuture.failedFuture(e);
        }
    }
}
