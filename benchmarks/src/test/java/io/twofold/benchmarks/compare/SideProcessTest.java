package io.twofold.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.benchmarks.compare.Contest.Cost;
import io.twofold.benchmarks.compare.Contest.Plan;
import io.twofold.benchmarks.compare.Contest.Result;
import io.twofold.benchmarks.lab.JvmProcess;
import io.twofold.benchmarks.redis.Contestant;
import io.twofold.benchmarks.redis.Work;
import io.twofold.testkit.EmbeddedRedis;
import io.twofold.testkit.RedisAdmin;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SideProcessTest {
    private static final Plan PLAN = new Plan(Cost.WALL, 2, 10, 1);
    private static final WarmUp COLD = new WarmUp(5, 5);

    private final EmbeddedRedis redis = EmbeddedRedis.start();
    private final SideProcess redisson = new SideProcess(Contestant.REDISSON, List.of(), JvmProcess.SMALL);
    private final SideProcess twofold = new SideProcess(Contestant.TWOFOLD, List.of(), JvmProcess.SMALL);

    @AfterEach
    void close() {
        redisson.close();
        twofold.close();
        redis.close();
    }

    private List<Result> contest() {
        return new Contest(PLAN, 3, COLD, List.of(new Side("Redisson", redisson), new Side("Twofold", twofold))).run();
    }

    private void open(Work work, int bytes) {
        redisson.beginOpening(redis.uri(), work, bytes);
        twofold.beginOpening(redis.uri(), work, bytes);
        redisson.awaitOpened();
        twofold.awaitOpened();
    }

    @Test
    void turn_ofOneWork_thenOfAnother_isMeasuredInItsOwnProcess() {
        open(Work.L2_HIT, 100);
        assertThat(contest()).hasSize(2).allSatisfy(result -> {
            assertThat(result.nanos().median()).isFinite().isPositive();
            assertThat(result.bytes()).isPositive();
        });
        twofold.check();

        open(Work.PUT, 300);
        assertThat(contest().get(1).ratio().median()).isFinite().isPositive();
        twofold.check();
        Turn turn = twofold.turn(PLAN);
        assertThat(turn.elapsed()).isPositive();
        assertThat(turn.compiling()).isNotNegative();
    }

    @Test
    void contest_oneWhoseWorkFails_failsWithWhatItSaid() {
        open(Work.GET_ALL_L2, 100);
        try (RedisAdmin admin = RedisAdmin.of(redis)) {
            admin.command("FLUSHALL");
        }

        assertThatThrownBy(this::contest)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(Contestant.REDISSON.title() + ": failed")
                .hasMessageContaining("only 0 were found");
    }

    @Test
    void contest_oneWhoseProcessEnds_failsWithItsExit() {
        open(Work.L2_HIT, 100);
        twofold.close();

        assertThatThrownBy(this::contest)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(Contestant.TWOFOLD.title() + ": gone");
    }

    @Test
    void turn_beforeAnythingIsOpen_isRefused() {
        assertThatThrownBy(() -> twofold.turn(PLAN))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nothing is open");
    }
}
