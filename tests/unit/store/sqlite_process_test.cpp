// What other processes, a full disk and a kill do to the store. Children only _exit(), with a number that says how they fared.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "folder.h"
#include "sample.h"
#include "store/store.h"

namespace elfgate::store {
namespace {

std::string key_of(int number) {
  return "key" + std::to_string(number);
}

// Facts whose name repeats their number, so that a reader can tell whether key and value belong together.
StoredFacts numbered(int number, std::size_t padding = 2'000) {
  model::PackageFacts facts;
  facts.name = std::to_string(number);
  facts.confs = {{"/etc/x", std::string(padding, static_cast<char>('a' + number % 26))}};
  return encode(key_of(number), facts);
}

template <typename Body>
pid_t child(Body body) {
  const pid_t pid = fork();
  if (pid == 0) _exit(body());
  return pid;
}

int wait_for(pid_t pid) {
  int status = 0;
  EXPECT_EQ(waitpid(pid, &status, 0), pid);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

bool holds(FactsStore& store, int number) {
  const auto facts = store.find(key_of(number), Parts::all_paths);
  return facts && *facts && (*facts)->name == std::to_string(number);
}

TEST(SqliteStoreProcesses, SurviveAKillAtAnyMoment) {
  test::Folder folder;
  const std::string path = folder / "facts.sqlite";
  int alive = 0;
  for (int round = 0; round < 25; ++round) {
    int channel[2];
    ASSERT_EQ(pipe(channel), 0);
    const pid_t pid = child([&] {
      auto store = open_sqlite_store(path, false);
      if (!store) return 1;
      for (int i = 0;; ++i) {
        // a batch is ten packages that belong together
        std::vector<StoredFacts> batch;
        for (int j = 0; j < 10; ++j) batch.push_back(numbered(round * 1'000'000 + i * 10 + j));
        if (!(*store)->write(batch)) return 2;
        if (::write(channel[1], &i, sizeof i) != sizeof i) return 3;
      }
    });
    close(channel[1]);
    // killed while it opens, in the first batches, later: the sleep is short against a transaction
    int committed = -1;
    for (int i = 0; i < round / 2; ++i)
      if (read(channel[0], &committed, sizeof committed) != sizeof committed) break;
    usleep(static_cast<useconds_t>(round * 137 % 900));
    kill(pid, SIGKILL);
    ASSERT_EQ(wait_for(pid), 1000 + SIGKILL);
    while (read(channel[0], &committed, sizeof committed) == sizeof committed) continue;
    close(channel[0]);

    auto store = open_sqlite_store(path, false);
    ASSERT_TRUE(store) << round << to_text(store.error());
    for (int i = 0; i <= committed; ++i) ASSERT_TRUE(holds(**store, round * 1'000'000 + i * 10)) << round << " " << i;
    // all or nothing for the batch that may have been under way
    std::vector<std::string> keys;
    for (int j = 0; j < 10; ++j) keys.push_back(key_of(round * 1'000'000 + (committed + 1) * 10 + j));
    const auto present = (*store)->present(keys);
    ASSERT_TRUE(present);
    EXPECT_TRUE(present->empty() || present->size() == 10) << present->size();
    alive += committed >= 0 ? 1 : 0;
  }
  EXPECT_GT(alive, 5);
}

TEST(SqliteStoreProcesses, ShareOneStore) {
  test::Folder folder;
  const std::string path = folder / "facts.sqlite";
  constexpr int k_children = 4, k_batches = 20;
  std::vector<pid_t> pids;
  for (int c = 0; c < k_children; ++c)
    pids.push_back(child([&] {
      auto store = open_sqlite_store(path, false);  // all four may create it
      if (!store) return 1;
      for (int i = 0; i < k_batches; ++i) {
        if (!(*store)->write({numbered(c * 1000 + i), numbered(i)})) return 2;
        if (!holds(**store, c * 1000 + i) || !holds(**store, i)) return 3;
      }
      return 0;
    }));
  for (const pid_t pid : pids) EXPECT_EQ(wait_for(pid), 0);
  auto store = open_sqlite_store(path, true);
  ASSERT_TRUE(store);
  for (int c = 0; c < k_children; ++c)
    for (int i = 0; i < k_batches; ++i) EXPECT_TRUE(holds(**store, c * 1000 + i)) << c << " " << i;
}

TEST(SqliteStoreProcesses, KeepWhatWasThereWhenTheDiskIsFull) {
  test::Folder folder;
  const std::string path = folder / "facts.sqlite";
  {
    auto store = open_sqlite_store(path, false);
    ASSERT_TRUE(store && (*store)->write({numbered(1)}));
  }
  const pid_t pid = child([&] {
    auto store = open_sqlite_store(path, false);
    if (!store) return 1;
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{400'000, 400'000};
    setrlimit(RLIMIT_FSIZE, &limit);
    std::vector<StoredFacts> batch;
    for (int i = 100; i < 200; ++i) batch.push_back(numbered(i, 20'000));
    const auto written = (*store)->write(batch);
    if (written) return 2;
    if (written.error().code != base::ErrorCode::io) return 3;
    return holds(**store, 1) && !holds(**store, 100) ? 0 : 4;
  });
  EXPECT_EQ(wait_for(pid), 0);
  auto store = open_sqlite_store(path, false);
  ASSERT_TRUE(store);
  EXPECT_TRUE(holds(**store, 1));
  EXPECT_FALSE(holds(**store, 100));
  EXPECT_TRUE((*store)->write({numbered(2)}));
}

// Access rights stop nobody who is root, so the child becomes somebody else first.
int as_somebody(const auto& body) {
  if (getuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) return 77;
  return body();
}

TEST(SqliteStoreProcesses, ReadFromAFolderThatNobodyMayWrite) {
  test::Folder folder;
  const std::string path = folder / "facts.sqlite";
  {
    auto store = open_sqlite_store(path, false);
    ASSERT_TRUE(store && (*store)->write({numbered(1)}));
  }
  ASSERT_FALSE(std::filesystem::exists(path + "-wal"));
  std::filesystem::permissions(path, static_cast<std::filesystem::perms>(0444));
  std::filesystem::permissions(folder.path(), static_cast<std::filesystem::perms>(0555));
  const pid_t reader = child([&] {
    return as_somebody([&] {
      auto store = open_sqlite_store(path, true);
      if (!store) return 1;
      if (!holds(**store, 1)) return 2;
      int loaded = 0;
      if (!(*store)->load({key_of(1)}, Parts::linkage, [&](std::size_t, StoredFacts&&) { ++loaded; })) return 3;
      return loaded == 1 ? 0 : 4;
    });
  });
  EXPECT_EQ(wait_for(reader), 0);
  const pid_t writer = child([&] {
    return as_somebody([&] {
      auto store = open_sqlite_store(path, false);
      if (store || store.error().code != base::ErrorCode::io) return 1;
      return store.error().detail.find("--facts-read-only") != std::string::npos ? 0 : 2;
    });
  });
  EXPECT_EQ(wait_for(writer), 0);
}

}  // namespace
}  // namespace elfgate::store
