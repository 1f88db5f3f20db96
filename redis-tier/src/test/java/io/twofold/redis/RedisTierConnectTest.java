package io.twofold.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.twofold.Delivery;
import io.twofold.RemoteTierException;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.testkit.EmbeddedRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.redisson.config.Config;
import org.redisson.config.SingleServerConfig;

class RedisTierConnectTest {
    /** Percent-encoded: Gr%C3%BCn:w/ei+ss@1. */
    private static final String PASSWORD = "Gr\u00fcn:w/ei+ss@1";

    private static final String ENCODED = "Gr%C3%BCn%3Aw%2Fei+ss%401";

    private static EmbeddedRedis server;

    @BeforeAll
    static void start() {
        server = EmbeddedRedis.start(
                "--requirepass",
                PASSWORD,
                "--user",
                "alice",
                "on",
                ">wonderland",
                "~*",
                "&*",
                "+@all",
                "-@dangerous",
                "+info");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String uri(String credentials) {
        return "redis://" + credentials + "127.0.0.1:" + server.port();
    }

    @ParameterizedTest
    @ValueSource(strings = {":" + ENCODED + "@", "default:" + ENCODED + "@", ENCODED + "@", "alice:wonderland@"})
    void connect_rightCredentials_works(String credentials) {
        try (Twofold twofold = Twofold.builder()
                .namespace("connect")
                .remote(RedisTier.connect(uri(credentials)))
                .build()) {
            TieredCache<String, String> cache = twofold.cache("strings", String.class, String.class)
                    .spec("ttl=1m, l2.timeout=10s")
                    .build();

            assertThat(cache.put("k", "v")).isEqualTo(Delivery.ACKNOWLEDGED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":tellnobody@", "default:tellnobody@", "alice:tellnobody@", "bob:tellnobody@"})
    void connect_wrongOrNoPassword_saysSoWithoutIt(String credentials) {
        Throwable thrown = catchThrowable(() -> RedisTier.connect(uri(credentials)));

        assertThat(thrown)
                .isInstanceOf(RemoteTierException.class)
                .hasMessageContainingAll(
                        "redis://127.0.0.1:" + server.port(),
                        "password",
                        "check user and password in the URI",
                        "requirepass or ACL");
        assertThat(Throwables.getStackTrace(thrown))
                .as("with every cause and its message")
                .doesNotContain("tellnobody");
    }

    @Test
    void connect_nothingListens_saysWhereAndWhatToCheck() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        Throwable thrown = catchThrowable(() -> RedisTier.connect("redis://:tellnobody@127.0.0.1:" + port));

        assertThat(thrown)
                .isInstanceOf(RemoteTierException.class)
                .hasMessageContainingAll(
                        "redis://127.0.0.1:" + port, "can't be reached", "check that it runs", "firewall");
        assertThat(Throwables.getStackTrace(thrown))
                .as("with every cause and its message")
                .doesNotContain("tellnobody");
    }

    @Test
    void connect_tlsToAServerWithout_saysToCheckThat() {
        Throwable thrown = catchThrowable(() -> RedisTier.connect("rediss://:tellnobody@127.0.0.1:" + server.port()));

        assertThat(thrown)
                .isInstanceOf(RemoteTierException.class)
                .hasMessageContainingAll("rediss://127.0.0.1:" + server.port(), "TLS");
        assertThat(Throwables.getStackTrace(thrown))
                .as("with every cause and its message")
                .doesNotContain("tellnobody");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "localhost:6379",
                "http://localhost:6379",
                "redis:localhost",
                "redis://",
                "redis:///0",
                "redis://:tellnobody@",
                "redis://:tellnobody@host:port",
                "redis://:tellnobody@host:6379/db",
                "redis://:tellnobody@host:6379/0/1",
                "redis://:tell nobody@host",
                "redis://:tellnobody%ZZ@host",
                "redis://:tellnobody@host:6379/99999",
                "REDIS://:tellnobody@host"
            })
    void connect_whatIsNoRedisUri_saysWhatOneLooksLikeWithoutThePassword(String uri) {
        assertThatThrownBy(() -> RedisTier.connect(uri))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "redis://[user:password@]host[:port][/database]", "rediss://", "percent-encoded")
                .satisfies(thrown ->
                        assertThat(Throwables.getStackTrace(thrown)).doesNotContain("tellnobody", "tell nobody"));
    }

    @ParameterizedTest
    @CsvSource({
        "redis://cache.acme.com, redis://cache.acme.com:6379, 0",
        "redis://cache.acme.com/, redis://cache.acme.com:6379, 0",
        "redis://cache.acme.com:7000/3, redis://cache.acme.com:7000, 3",
        "rediss://user:pw@10.0.0.1:7000/15, rediss://10.0.0.1:7000, 15",
        "redis://[::1]:7000, redis://[::1]:7000, 0",
        "redis://cache_1:7000, redis://cache_1:7000, 0"
    })
    void recommendedConfig_ofAUri_hasItsAddressAndDatabase(String uri, String address, int database) {
        SingleServerConfig single = RedisTier.recommendedConfig(uri).useSingleServer();

        assertThat(single.getAddress()).isEqualTo(address);
        assertThat(single.getDatabase()).isEqualTo(database);
    }

    @Test
    void recommendedConfig_ofAUri_hasItsCredentials() {
        Config both = RedisTier.recommendedConfig("redis://alice:" + ENCODED + "@host");
        assertThat(both.getUsername()).isEqualTo("alice");
        assertThat(both.getPassword()).isEqualTo(PASSWORD);

        Config passwordOnly = RedisTier.recommendedConfig("redis://:" + ENCODED + "@host");
        assertThat(passwordOnly.getUsername()).isNull();
        assertThat(passwordOnly.getPassword()).isEqualTo(PASSWORD);

        assertThat(RedisTier.recommendedConfig("redis://host").getPassword()).isNull();
    }
}
