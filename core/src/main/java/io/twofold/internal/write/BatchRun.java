package io.twofold.internal.write;

import io.twofold.BatchWriter;
import io.twofold.WriteBatch;
import io.twofold.spi.CodecException;
import io.twofold.spi.DirtyStore.Item;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One try to have the source hold some dirty values: all at once, or, if that fails, each alone, until several in a row
 * fail and none succeeds: then it is the source that is away, and not a value that is bad.
 */
final class BatchRun<K, V> {
    private static final int PROBES = 3;

    private final String cache;
    private final int shard;
    private final BatchWriter<? super K, ? super V> writer;
    private final Translator<K, V> translator;
    private final Tally tally;

    BatchRun(
            String cache,
            int shard,
            BatchWriter<? super K, ? super V> writer,
            Translator<K, V> translator,
            Tally tally) {
        this.cache = cache;
        this.shard = shard;
        this.writer = writer;
        this.translator = translator;
        this.tally = tally;
    }

    /**
     * What became of it.
     *
     * @param written those that the source has
     * @param failed those that failed alone, and why
     */
    record Result(List<Item> written, Map<Item, Throwable> failed) {}

    Result run(long fence, List<Item> items) {
        Map<Item, Throwable> failed = new LinkedHashMap<>();
        List<Item> readable = new ArrayList<>();
        List<WriteBatch.Write<K, V>> writes = new ArrayList<>();
        for (Item item : items) {
            try {
                writes.add(translator.write(item));
                readable.add(item);
            } catch (CodecException e) {
                failed.put(item, e);
            }
        }
        if (writes.isEmpty() || write(fence, writes) == null) {
            return new Result(readable, failed);
        }
        return oneByOne(fence, readable, writes, failed);
    }

    private Result oneByOne(
            long fence, List<Item> items, List<WriteBatch.Write<K, V>> writes, Map<Item, Throwable> failed) {
        List<Item> written = new ArrayList<>();
        int failures = 0;
        for (int i = 0; i < items.size() && (failures < PROBES || !written.isEmpty()); i++) {
            Throwable failure = write(fence, List.of(writes.get(i)));
            if (failure == null) {
                written.add(items.get(i));
            } else {
                failed.put(items.get(i), failure);
                failures++;
            }
        }
        return new Result(written, failed);
    }

    /** Calls the writer; what it throws, or null. */
    private @org.jspecify.annotations.Nullable Throwable write(long fence, List<WriteBatch.Write<K, V>> writes) {
        try {
            call(writer, new WriteBatch<>(cache, shard, fence, writes));
            tally.batches.increment();
            tally.written.add(writes.size());
            return null;
        } catch (Throwable thrown) { // the flusher must survive whatever it is, and says it in the dead letter
            tally.failures.increment();
            return thrown;
        }
    }

    @SuppressWarnings("unchecked") // a batch is only read, so it may be seen as one of supertypes
    private static <A, B> void call(BatchWriter<A, B> writer, WriteBatch<? extends A, ? extends B> batch)
            throws Exception {
        writer.write((WriteBatch<A, B>) batch);
    }
}
