package io.twofold.testkit;

import io.twofold.spi.FeedListener;
import io.twofold.spi.Invalidation;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what it hears; the steps of one shard, which the suite uses for itself, apart from the others. */
final class RecordingListener implements FeedListener {
    final List<Invalidation> probes = new CopyOnWriteArrayList<>();
    final List<Invalidation> steps = new CopyOnWriteArrayList<>();
    final List<String> refreshed = new CopyOnWriteArrayList<>();
    final List<String> woken = new CopyOnWriteArrayList<>();
    final List<Throwable> unreadable = new CopyOnWriteArrayList<>();
    final AtomicInteger subscriptions = new AtomicInteger();

    private final int probeShard;

    RecordingListener(int probeShard) {
        this.probeShard = probeShard;
    }

    @Override
    public void onInvalidation(Invalidation invalidation) {
        (invalidation.shard() == probeShard ? probes : steps).add(invalidation);
    }

    @Override
    public void onRefreshed(String id) {
        refreshed.add(id);
    }

    @Override
    public void onWake(String name) {
        woken.add(name);
    }

    @Override
    public void onSubscribed() {
        subscriptions.incrementAndGet();
    }

    @Override
    public void onUnreadable(Throwable cause) {
        unreadable.add(cause);
    }
}
