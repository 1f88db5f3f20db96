package io.twofold.benchmarks.compare;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.Pool;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.twofold.CacheSpec;
import io.twofold.internal.codec.EntryCodec;
import io.twofold.internal.codec.EntryInfo;
import io.twofold.redis.RedisTier;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.ValueCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.redisson.codec.Kryo5Codec;
import org.redisson.config.Config;

/** An {@link Article} into bytes and back, by each of those that a service may use. Safe for use by many threads. */
@SuppressWarnings("ImmutableEnumChecker") // what is shared is pooled or safe for use by many threads
public enum Codecs {
    /** The base: what Kryo costs at least. */
    KRYO_REGISTERED("Kryo, pooled, registered classes") {
        private final PooledKryo kryo = new PooledKryo(true);

        @Override
        public byte[] encode(Article article) {
            return kryo.encode(article);
        }

        @Override
        public Article decode(byte[] bytes) {
            return kryo.decode(bytes);
        }
    },
    /** What Twofold makes of a value. */
    TWOFOLD("Twofold's codec") {
        private final ValueCodec<Article> codec = valueCodec();

        @Override
        public byte[] encode(Article article) {
            return codec.encode(article);
        }

        @Override
        public Article decode(byte[] bytes) {
            return codec.decode(ByteBuffer.wrap(bytes));
        }
    },
    /** What Twofold stores: the same with a head and a checksum. */
    TWOFOLD_ENVELOPE("Twofold's codec and envelope") {
        private final EntryCodec<Article> codec =
                EntryCodec.of(valueCodec(), CacheSpec.parse("ttl=1h, l2.compression=none"), name -> {
                    throw new IllegalArgumentException(name);
                });
        private final RemoteKey key = new RemoteKey(1, "article:1", "article:1");
        private final EntryInfo info = new EntryInfo(1_767_225_600_000L, 3_000_000, 7);

        @Override
        public byte[] encode(Article article) {
            return codec.encode(key, article, info);
        }

        @Override
        public Article decode(byte[] bytes) {
            if (codec.decode(key, bytes) instanceof EntryCodec.Decoded<Article> decoded && decoded.value() != null) {
                return decoded.value();
            }
            throw new IllegalStateException("not what was encoded");
        }
    },
    /** Kryo as it is without a list of classes. */
    KRYO_UNREGISTERED("Kryo, pooled, unregistered") {
        private final PooledKryo kryo = new PooledKryo(false);

        @Override
        public byte[] encode(Article article) {
            return kryo.encode(article);
        }

        @Override
        public Article decode(byte[] bytes) {
            return kryo.decode(bytes);
        }
    },
    /** What Redisson uses unless told otherwise. */
    REDISSON("Redisson's Kryo5Codec") {
        private final Kryo5Codec codec = new Kryo5Codec();

        @Override
        public byte[] encode(Article article) throws IOException {
            ByteBuf buffer = codec.getValueEncoder().encode(article);
            byte[] bytes = new byte[buffer.readableBytes()];
            buffer.readBytes(bytes);
            buffer.release();
            return bytes;
        }

        @Override
        public Article decode(byte[] bytes) throws IOException {
            return (Article) codec.getValueDecoder().decode(Unpooled.wrappedBuffer(bytes), null);
        }
    },
    /** The JDK's. */
    JAVA("Java serialization") {
        @Override
        public byte[] encode(Article article) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(article);
            }
            return bytes.toByteArray();
        }

        @Override
        @SuppressWarnings("BanSerializableRead") // of what was written a line before
        public Article decode(byte[] bytes) throws IOException {
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
                return (Article) in.readObject();
            } catch (ClassNotFoundException e) {
                throw new IOException(e);
            }
        }
    },
    /** Text. */
    JACKSON("Jackson, JSON") {
        private final ObjectMapper mapper = new ObjectMapper();

        @Override
        public byte[] encode(Article article) throws IOException {
            return mapper.writeValueAsBytes(article);
        }

        @Override
        public Article decode(byte[] bytes) throws IOException {
            return mapper.readValue(bytes, Article.class);
        }
    };

    private final String title;

    Codecs(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** The bytes of an article. */
    public abstract byte[] encode(Article article) throws IOException;

    /** The article of bytes. */
    public abstract Article decode(byte[] bytes) throws IOException;

    /** One article for each number, encoded. */
    public byte[][] encoded(Article[] articles) {
        byte[][] all = new byte[articles.length][];
        try {
            for (int i = 0; i < all.length; i++) {
                all[i] = encode(articles[i]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** So many, each a little different. */
    public static Article[] articles(int count) {
        Article[] articles = new Article[count];
        for (int i = 0; i < count; i++) {
            articles[i] = Article.numbered(i);
        }
        return articles;
    }

    private static ValueCodec<Article> valueCodec() {
        Config unconnected =
                RedisTier.recommendedConfig("redis://localhost:6379").setLazyInitialization(true);
        try (RedisTier tier = RedisTier.connect(unconnected)) {
            return tier.valueCodec(Article.class, List.of(Article.Status.class));
        }
    }

    /** As Kryo's documentation says to use it. */
    private static final class PooledKryo {
        private final Pool<Kryo> kryos;
        private final Pool<Output> outputs = new Pool<>(true, true, 32) {
            @Override
            protected Output create() {
                return new Output(512, -1);
            }
        };
        private final Pool<Input> inputs = new Pool<>(true, true, 32) {
            @Override
            protected Input create() {
                return new Input();
            }
        };

        PooledKryo(boolean isRegistered) {
            kryos = new Pool<>(true, true, 32) {
                @Override
                protected Kryo create() {
                    return kryo(isRegistered);
                }
            };
        }

        private static Kryo kryo(boolean isRegistered) {
            Kryo kryo = new Kryo();
            kryo.setRegistrationRequired(isRegistered);
            if (isRegistered) {
                kryo.register(Article.class);
                kryo.register(Article.Status.class);
                kryo.register(ArrayList.class);
                kryo.register(HashMap.class);
                kryo.register(BigDecimal.class);
            }
            return kryo;
        }

        byte[] encode(Article article) {
            Kryo kryo = kryos.obtain();
            Output output = outputs.obtain();
            try {
                kryo.writeClassAndObject(output, article);
                return output.toBytes();
            } finally {
                outputs.free(output);
                kryos.free(kryo);
            }
        }

        Article decode(byte[] bytes) {
            Kryo kryo = kryos.obtain();
            Input input = inputs.obtain();
            try {
                input.setBuffer(bytes);
                return (Article) kryo.readClassAndObject(input);
            } finally {
                inputs.free(input);
                kryos.free(kryo);
            }
        }
    }
}
