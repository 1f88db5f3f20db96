package io.twofold.spi;

import java.util.List;

/**
 * Opens the remote tier for each cache of a manager, and supplies what turns values into bytes for it.
 */
public interface RemoteTierFactory extends AutoCloseable {
    /**
     * Opens the tier of one cache. Doesn't wait for the remote server.
     *
     * @param cache which cache, and what of its spec the tier needs
     */
    RemoteTier open(RemoteCache cache);

    /**
     * Into how many shards a cache is cut whose spec doesn't say. What lies on one server needs only one: each shard more
     * is one more head to ask for, one more step for a change of many keys, and one more log.
     *
     * @return a power of two from 1 to 1,024; on every node of a fleet the same
     */
    default int shards() {
        return 1;
    }

    /**
     * A codec for values of a type.
     *
     * @param type the type of the values
     * @param registered every further class that may stand in a value; nothing else is ever decoded
     * @throws IllegalArgumentException if the types can't be encoded, naming the one and what to do
     */
    <V> ValueCodec<V> valueCodec(Class<V> type, List<Class<?>> registered);

    /**
     * A compressor by its name in the spec.
     *
     * @throws IllegalArgumentException if there is none of that name, or its library is missing
     */
    Compressor compressor(String name);

    /** Frees what the factory itself made; never a client that was handed to it. Idempotent. */
    @Override
    void close();
}
