package io.twofold.internal;

import io.twofold.internal.codec.KeyMapper;
import io.twofold.internal.codec.QualifiedKey;
import io.twofold.spi.CodecException;
import io.twofold.spi.RemoteKey;
import org.jspecify.annotations.Nullable;

/**
 * How the keys of a cache are called in each tier, and back.
 *
 * @param <K> the type of the keys
 */
interface Keys<K> {
    /** The slot of a tenant's key, or of nobody's. */
    default Slot slot(@Nullable String tenant, K key) {
        return new Slot(local(tenant, key), remote(tenant, key));
    }

    /**
     * What the remote tier calls a key.
     *
     * @throws io.twofold.spi.CodecException if the key can't be encoded
     */
    RemoteKey remote(@Nullable String tenant, K key);

    /**
     * What L1 calls the key of an identity that another node announced.
     *
     * @throws io.twofold.spi.CodecException if that isn't one
     */
    Object local(String id);

    /**
     * The slot of a key of which another node told the identity.
     *
     * @throws io.twofold.spi.CodecException if that isn't one, or not as this node would call the key
     */
    Slot slot(String id);

    /** The identity of a key that L1 holds. */
    @SuppressWarnings("unchecked") // L1's keys are the user's, bare or in a ScopedKey
    default String id(Object local) {
        return local instanceof ScopedKey scoped
                ? remote(scoped.tenant, (K) scoped.key).id()
                : remote(null, (K) local).id();
    }

    /** What L1 calls a key. */
    static Object local(@Nullable String tenant, Object key) {
        return tenant == null ? key : new ScopedKey(tenant, key);
    }

    /** Of a cache with a remote tier. */
    static <K> Keys<K> mappedBy(KeyMapper<K> mapper) {
        return new Keys<>() {
            @Override
            public RemoteKey remote(@Nullable String tenant, K key) {
                return mapper.remoteKey(tenant, key);
            }

            @Override
            public Object local(String id) {
                QualifiedKey<K> decoded = mapper.decode(id);
                return Keys.local(decoded.tenant(), decoded.key());
            }

            @Override
            public Slot slot(String id) {
                QualifiedKey<K> decoded = mapper.decode(id);
                Slot slot = slot(decoded.tenant(), decoded.key());
                if (!slot.remote().id().equals(id)) {
                    throw new CodecException("not what this node calls the key");
                }
                return slot;
            }
        };
    }

    /** Of a cache without one: its keys need no codec. */
    static <K> Keys<K> ofThisProcessOnly() {
        RemoteKey none = new RemoteKey(0, "-", "-");
        return new Keys<>() {
            @Override
            public RemoteKey remote(@Nullable String tenant, K key) {
                return none;
            }

            @Override
            public Object local(String id) {
                throw new IllegalStateException("there are no other nodes");
            }

            @Override
            public Slot slot(String id) {
                throw new IllegalStateException("there are no other nodes");
            }
        };
    }
}
