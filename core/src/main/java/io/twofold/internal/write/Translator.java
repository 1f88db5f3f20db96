package io.twofold.internal.write;

import io.twofold.WriteBatch;
import io.twofold.internal.codec.EntryCodec;
import io.twofold.internal.codec.KeyMapper;
import io.twofold.internal.codec.QualifiedKey;
import io.twofold.spi.CodecException;
import io.twofold.spi.DirtyStore.Item;
import io.twofold.spi.NewEntry;
import io.twofold.spi.RemoteKey;
import org.jspecify.annotations.Nullable;

/** Turns dirty values into keys and values of the user. */
public final class Translator<K, V> {
    private final KeyMapper<K> keys;
    private final EntryCodec<V> values;

    /** Of one cache. */
    public Translator(KeyMapper<K> keys, EntryCodec<V> values) {
        this.keys = keys;
        this.values = values;
    }

    RemoteKey remoteKey(String id) {
        return keys.remoteKey(id);
    }

    /** @throws CodecException if it isn't the identity of a key that this node knows how to decode */
    QualifiedKey<K> key(String id) {
        return keys.decode(id);
    }

    /**
     * The value; null if the key is deleted.
     *
     * @throws CodecException if this node can't decode it
     */
    @Nullable
    V value(Item item) {
        NewEntry entry = item.entry();
        if (entry == null) {
            return null;
        }
        EntryCodec.Result<V> result = values.decode(remoteKey(item.id()), entry.envelope());
        if (result instanceof EntryCodec.Decoded<V> decoded) {
            return decoded.value();
        }
        throw new CodecException("the value can't be decoded here: " + result);
    }

    /** @throws CodecException if this node can't decode it */
    WriteBatch.Write<K, V> write(Item item) {
        QualifiedKey<K> key = key(item.id());
        return new WriteBatch.Write<>(key.tenant(), key.key(), value(item), item.version(), item.attempts());
    }
}
