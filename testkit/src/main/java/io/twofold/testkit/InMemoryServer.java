package io.twofold.testkit;

import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteTierFactory;
import io.twofold.spi.TimeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A remote server in this process: what the nodes of a test share. Each node reaches it through an {@link
 * InMemoryRemote} of its own.
 *
 * <p>Entries and leases expire by the time that it is given. Announcements reach every node before the operation
 * that made them completes, on the thread that called it; only where two threads announce at once may one deliver
 * what the other announced. Safe for use by many threads.
 */
public final class InMemoryServer {
    private static final int MOST_HOT = 16;

    private final TimeSource time;
    private final Map<String, Store> stores = new HashMap<>();
    private long lastMicros;
    private int replicas = Integer.MAX_VALUE;

    /** With this clock, which the nodes should have too. */
    public InMemoryServer(TimeSource time) {
        this.time = time;
    }

    /** Forgets everything, as a server does that is flushed or restarted without its data. Nobody is told. */
    public void flush() {
        all().forEach(Store::flush);
    }

    /**
     * Loses the control data of a shard of every cache, but neither entries nor log: the next operation begins a
     * new epoch. Nobody is told.
     */
    public void loseControl(int shard) {
        all().forEach(store -> store.loseControl(shard));
    }

    /**
     * Another server takes this one's place, with all that it held: a failover that lost nothing, though nobody can
     * tell. Nobody is told.
     */
    public void failOver() {
        all().forEach(Store::failOver);
    }

    /** Loses the logs of the shards, and nothing else, as trimming them does. Nobody is told. */
    public void trimLogs() {
        all().forEach(Store::trimLogs);
    }

    /**
     * So many replicas acknowledge what the server does: what asks for more ({@code l2.replicas}) happens, and fails. At
     * first there are as many as anybody asks for.
     */
    public synchronized void setReplicas(int count) {
        replicas = count;
    }

    private synchronized int replicas() {
        return replicas;
    }

    /** What the server holds now. */
    public synchronized Snapshot snapshot() {
        Map<String, Store.Content> contents = new HashMap<>();
        stores.forEach((name, store) -> contents.put(name, store.content()));
        return new Snapshot(contents);
    }

    /**
     * Holds again what it held then, and forgets what came after: a server that is restarted with an old snapshot,
     * or its replica that becomes the primary. Nobody is told.
     */
    public synchronized void restore(Snapshot snapshot) {
        stores.forEach((name, store) -> store.restore(snapshot.contents.get(name)));
    }

    /** What a server held at some instant. */
    public static final class Snapshot {
        private final Map<String, Store.Content> contents;

        private Snapshot(Map<String, Store.Content> contents) {
            this.contents = contents;
        }
    }

    /**
     * One node's way to this server, of which the connection decides everything.
     *
     * @param connection of this node only
     */
    public RemoteTierFactory connect(Connection connection) {
        return new ConnectedRemote(this, connection);
    }

    private synchronized Collection<Store> all() {
        return new ArrayList<>(stores.values());
    }

    /** The server's own clock: never twice the same, as no server does two things in a microsecond. */
    private synchronized long micros() {
        lastMicros = Math.max(TimeUnit.MILLISECONDS.toMicros(time.epochMillis()), lastMicros + 1);
        return lastMicros;
    }

    TimeSource time() {
        return time;
    }

    synchronized Store store(RemoteCache cache) {
        return stores.computeIfAbsent(
                cache.namespace() + ":" + cache.name(), name -> new Store(time, this::micros, this::replicas));
    }

    /** What the server holds of one cache, and who listens to it. */
    static final class Store implements MemoryShard.Publisher {
        private final TimeSource time;
        private final LongSupplier micros;
        private final IntSupplier replicas;
        private final Map<Integer, MemoryShard> shards = new HashMap<>();
        private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
        private @Nullable Agreed agreed;
        private long primary;
        private long permitSecond = Long.MIN_VALUE;
        private int permitsTaken;
        private final Map<String, Hot> hot = new LinkedHashMap<>();

        private Store(TimeSource time, LongSupplier micros, IntSupplier replicas) {
            this.time = time;
            this.micros = micros;
            this.replicas = replicas;
        }

        /** Whether as many replicas as a cache asks for acknowledge what the server does. */
        boolean isConfirmed(RemoteCache cache) {
            return replicas.getAsInt() >= cache.replicas();
        }

        /** A reply, if as many replicas as a cache asks for have what it speaks of. */
        <T> T confirmed(RemoteCache cache, T reply) {
            if (!isConfirmed(cache)) {
                throw new IllegalStateException(
                        "fewer replicas than l2.replicas=" + cache.replicas() + " have the change");
            }
            return reply;
        }

        /** Does something with a shard, and nobody else anything meanwhile; then hands over what it announced. */
        <T> T with(int shard, Function<MemoryShard, T> operation) {
            T result;
            synchronized (this) {
                result = operation.apply(shards.computeIfAbsent(shard, n -> new MemoryShard(n, time, micros, this)));
            }
            subscribers.forEach(Subscriber::deliver);
            return result;
        }

        /** As many as are left of this second. */
        synchronized int acquire(int wanted, int perSecond) {
            long second = TimeUnit.NANOSECONDS.toSeconds(time.nanoTime());
            if (second != permitSecond) {
                permitSecond = second;
                permitsTaken = 0;
            }
            int granted = Math.max(0, Math.min(wanted, perSecond - permitsTaken));
            permitsTaken += granted;
            return granted;
        }

        synchronized void noteHot(String nodeId, List<String> ids) {
            hot.put(nodeId, new Hot(time.nanoTime() + TimeUnit.DAYS.toNanos(1), List.copyOf(ids)));
            while (hot.size() > MOST_HOT) {
                hot.remove(hot.keySet().iterator().next());
            }
        }

        synchronized List<List<String>> hotKeys() {
            return hot.values().stream()
                    .filter(noted -> noted.until - time.nanoTime() > 0)
                    .map(Hot::ids)
                    .toList();
        }

        private record Hot(long until, List<String> ids) {}

        /** How the first node that asked has it. */
        synchronized Agreed agree(Agreed wanted) {
            if (agreed == null) {
                agreed = wanted;
            }
            return agreed;
        }

        void add(Subscriber subscriber) {
            subscribers.add(subscriber);
        }

        void remove(Subscriber subscriber) {
            subscribers.remove(subscriber);
        }

        private synchronized void flush() {
            shards.clear();
            hot.clear();
            agreed = null;
        }

        private synchronized void trimLogs() {
            shards.values().forEach(MemoryShard::trimLog);
        }

        private synchronized Content content() {
            return new Content(copies(shards), agreed);
        }

        private synchronized void restore(@Nullable Content content) {
            primary++; // whatever holds it now is another process
            shards.clear();
            agreed = null;
            if (content != null) {
                shards.putAll(copies(content.shards));
                agreed = content.agreed;
            }
        }

        private static Map<Integer, MemoryShard> copies(Map<Integer, MemoryShard> shards) {
            Map<Integer, MemoryShard> copies = new HashMap<>();
            shards.forEach((number, shard) -> copies.put(number, shard.copy()));
            return copies;
        }

        private record Content(
                Map<Integer, MemoryShard> shards, @Nullable Agreed agreed) {}

        private synchronized void loseControl(int shard) {
            MemoryShard present = shards.get(shard);
            if (present != null) {
                present.loseControl();
            }
        }

        private synchronized void failOver() {
            primary++;
        }

        @Override
        public synchronized long primary() {
            return primary;
        }

        @Override
        public void toAll(Inbox.Message message) {
            subscribers.forEach(subscriber -> subscriber.offer(message));
        }

        @Override
        public void toOthers(String nodeId, Inbox.Message message) {
            subscribers.stream()
                    .filter(subscriber -> !subscriber.nodeId().equals(nodeId))
                    .forEach(subscriber -> subscriber.offer(message));
        }

        @Override
        public void to(String nodeId, Inbox.Message message) {
            subscribers.stream()
                    .filter(subscriber -> subscriber.nodeId().equals(nodeId))
                    .forEach(subscriber -> subscriber.offer(message));
        }
    }
}
