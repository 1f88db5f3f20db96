package io.twofold.redis;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.CollectionSerializer;
import com.esotericsoftware.kryo.serializers.MapSerializer;
import java.util.Collection;
import java.util.Map;

/** Kryo's serializers of containers, but for the memory that they set aside for whatever length they read. */
final class BoundedSerializers {
    private BoundedSerializers() {}

    /** Of collections. */
    static final class OfCollection<T extends Collection<?>> extends CollectionSerializer<T> {
        @Override
        protected T create(Kryo kryo, Input input, Class<? extends T> type, int size) {
            BoundedInput.check(input, size);
            return super.create(kryo, input, type, size);
        }
    }

    /** Of maps. */
    static final class OfMap<T extends Map<?, ?>> extends MapSerializer<T> {
        @Override
        protected T create(Kryo kryo, Input input, Class<? extends T> type, int size) {
            BoundedInput.check(input, size);
            return super.create(kryo, input, type, size);
        }
    }

    /** Of anything else that begins with its length, or its length plus one. */
    static final class Prefixed<T> extends Serializer<T> {
        private final Serializer<T> delegate;

        Prefixed(Serializer<T> delegate) {
            super(delegate.getAcceptsNull(), delegate.isImmutable());
            this.delegate = delegate;
        }

        @Override
        public void write(Kryo kryo, Output output, T object) {
            delegate.write(kryo, output, object);
        }

        @Override
        public T read(Kryo kryo, Input input, Class<? extends T> type) {
            int start = input.position();
            int length = input.readVarInt(true);
            BoundedInput.check(input, Math.max(0, length - 1));
            input.setPosition(start);
            return delegate.read(kryo, input, type);
        }
    }
}
