package io.twofold.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.testkit.TcpProxy.Direction;
import io.twofold.testkit.TcpProxy.Traffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {
    private static final EmbeddedRedis SERVER = EmbeddedRedis.start();

    private final TcpProxy proxy = TcpProxy.to(SERVER);
    private final RedisAdmin direct = RedisAdmin.of(SERVER);
    private final RedisAdmin admin = RedisAdmin.at(proxy.port());

    @AfterEach
    void close() {
        admin.close();
        direct.close();
        proxy.close();
    }

    private Socket subscriber(String channel) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        String command = "*2\r\n$9\r\nSUBSCRIBE\r\n$" + channel.length() + "\r\n" + channel + "\r\n";
        // in two pieces, as the network may have it
        socket.getOutputStream().write(command.substring(0, 11).getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        socket.getOutputStream().write(command.substring(11).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private long subscribers(String channel) {
        return (Long) direct.list("PUBSUB", "NUMSUB", channel).get(1);
    }

    @Test
    void commands_ofAnySize_passBothWays() {
        String large = "x".repeat(1 << 20);
        admin.command("SET", "large", large);
        assertThat(admin.text("GET", "large")).isEqualTo(large);
        assertThat(proxy.connections(Traffic.COMMANDS)).isOne();
    }

    @Test
    void hold_ofWhatTheServerSends_letsCommandsThroughButNoAnswer() {
        direct.command("DEL", "counter");
        assertThat(admin.text("PING")).isEqualTo("PONG");
        proxy.hold(Traffic.ALL, Direction.TO_CLIENT);
        CompletableFuture<Long> answer = CompletableFuture.supplyAsync(() -> admin.number("INCR", "counter"));
        Await.until("the command arrives", () -> "1".equals(direct.command("GET", "counter")));
        assertThat(answer).isNotDone();
        proxy.heal();
        assertThat(Await.value(answer)).isOne();
    }

    @Test
    void hold_ofWhatClientsSend_keepsItUntilHealed() {
        direct.command("DEL", "counter");
        assertThat(admin.text("PING")).isEqualTo("PONG");
        proxy.hold(Traffic.COMMANDS, Direction.TO_SERVER);
        CompletableFuture<Long> answer = CompletableFuture.supplyAsync(() -> admin.number("INCR", "counter"));
        // on a server of one thread, what is answered after is a proof for what was before
        assertThat(direct.command("GET", "counter")).isNull();
        proxy.heal();
        assertThat(Await.value(answer)).isOne();
    }

    @Test
    void cut_ofSubscriptions_leavesCommandsAlone() throws IOException {
        assertThat(admin.text("PING")).isEqualTo("PONG");
        try (Socket subscriber = subscriber("cut")) {
            subscriber.setSoTimeout(10_000);
            assertThat(subscriber.getInputStream().read())
                    .as("the answer begins")
                    .isEqualTo('*');
            assertThat(proxy.connections(Traffic.SUBSCRIPTIONS)).isOne();
            assertThat(proxy.cut(Traffic.SUBSCRIPTIONS)).isOne();
            Await.until("the server has noticed", () -> subscribers("cut") == 0);
            assertThat(subscriber.getInputStream().readAllBytes())
                    .as("what was left of the answer, and then the end")
                    .doesNotContain((byte) '*');
        }
        assertThat(admin.text("PING")).isEqualTo("PONG");
        assertThat(proxy.connections(Traffic.ALL)).isOne();
    }

    @Test
    void refuse_newConnections_untilHealed() {
        assertThat(admin.text("PING")).isEqualTo("PONG");
        proxy.refuse();
        assertThat(admin.text("PING")).isEqualTo("PONG");
        try (RedisAdmin another = RedisAdmin.at(proxy.port())) {
            assertThatThrownBy(() -> another.command("PING")).isInstanceOf(UncheckedIOException.class);
            proxy.heal();
            assertThat(another.text("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void delay_ofOneDirection_holdsEachAnswerBack() {
        assertThat(admin.text("PING")).isEqualTo("PONG");
        proxy.delay(Traffic.ALL, Direction.TO_CLIENT, Duration.ofMillis(50));
        long before = System.nanoTime();
        assertThat(admin.text("PING")).isEqualTo("PONG");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }
}
