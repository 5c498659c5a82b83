import type { story as english } from '../en/story.ts';

export const story: Readonly<Record<keyof typeof english, string>> = {
  'narrator.label': '正在发生',
  'narrator.why': '为什么？',
  'narrator.start':
    '五台服务器都以跟随者的身份启动。谁的计时器（外圈的弧）先走完，谁就先参加选举。',
  'narrator.start.other':
    '所有服务器都以跟随者的身份启动。谁的计时器（外圈的弧）先走完，谁就先参加选举。',
  'narrator.start.still': '所有服务器都以跟随者的身份启动。请按“播放”，或用“单步”逐个事件查看。',
  'narrator.start.why':
    '跟随者等待领导者的心跳。每台服务器的选举超时是随机的，所以通常会有一台先超时，并在其他服务器开始之前赢得选举。Raft 论文 §5.2。',

  'say.election-started':
    '{s} 迟迟没有收到领导者的消息，选举超时：它在任期 {term} 参加选举并请求投票。',
  'why.election-started':
    '跟随者在一个选举超时内没有收到领导者的消息，就把任期加一、投票给自己，并向其他服务器请求投票。随机的超时让候选人多半只有一个。Raft 论文 §5.2。',
  'say.became-leader': '{s} 得到多数派的选票，成为任期 {term} 的领导者。',
  'why.became-leader':
    '每台服务器在一个任期内只投一票，而任意两个多数派必有交集，所以一个任期最多一个领导者（选举安全性）。它用心跳宣告自己，并先写入一条 no-op。Raft 论文 §5.2、§8。',
  'say.pre-vote-started': '{s} 的选举计时器走完。在打扰别人之前，它先问自己能否赢得选举。',
  'why.pre-vote-started':
    '与外界隔绝过的服务器会带着很高的任期回来，把正常的领导者赶下台。有了 Pre-Vote，它先在不增加任期的情况下询问，多数派愿意投票才参选。博士论文 §9.6。',
  'say.pre-vote-granted': '{s} 愿意投票给 {p}。',
  'why.pre-vote-granted':
    '它也没有听到领导者，而且对方的日志至少和自己的一样新。预投票不约束任何人：不落盘，也不改变任期。博士论文 §9.6。',
  'say.pre-vote-refused': '{s} 不愿投票给 {p}。',
  'say.pre-vote-refused.log-behind': '{s} 不愿投票给 {p}：对方的日志比自己的旧。',
  'say.pre-vote-refused.already-voted': '{s} 不愿投票给 {p}：那个任期的票已投给别人。',
  'say.pre-vote-refused.old-term': '{s} 不愿投票给 {p}：询问来自更旧的任期。',
  'say.pre-vote-refused.leader-alive': '{s} 不愿投票给 {p}：它听得到领导者。',
  'why.pre-vote-refused': '赢不了的就不参选：任期不变，领导者也不变。博士论文 §9.6。',
  'say.transfer-started': '{s} 准备让位给 {p}：在 {p} 拥有全部日志之前不接受新请求。',
  'why.transfer-started':
    '领导者先让继任者的日志跟上，再发出 TimeoutNow：继任者立即参选，抢在其他计时器之前获胜。博士论文 §3.10。',
  'say.transfer-abandoned': '{s} 未能及时让位给 {p}，继续领导。',
  'why.transfer-abandoned':
    '继任者在一个选举超时内没有接手，可能已经停机：领导者重新接受请求。博士论文 §3.10。',
  'say.quorum-lost': '{s} 在一个选举超时内没有收到多数派的消息：它不再领导。',
  'why.quorum-lost':
    '与多数派隔绝的领导者什么也提交不了；退位能让它的客户端去找新的领导者。博士论文 §6.2。',
  'say.membership-entered': '{s} 从条目 {index} 起采用新的成员：{members}。',
  'say.membership-entered.joint':
    '{s} 从条目 {index} 起同时采用新旧成员：{members}。两边都要有各自的多数派。',
  'why.membership-entered':
    '服务器采用自己日志中最新的成员配置，无论是否已提交。变更期间新旧成员必须分别同意，因此不会有两个多数派各自做主。Raft 论文 §6、博士论文 §4。',
  'say.change-abandoned': '{s} 放弃成员变更：新成员没有跟上。',
  'why.change-abandoned':
    '新成员先接收日志，没有投票权。太慢或已停机的新成员只会拖住整个集群。博士论文 §4.2.1。',
  'say.compacted': '{s} 做了快照：直到 {index} 的条目离开它的日志。',
  'why.compacted':
    '已应用的条目的效果都在存储里，所以存储的副本可以代替它们。每台服务器各自进行。Raft 论文 §7。',
  'say.snapshot-installed': '{s} 安装了快照，它涵盖直到 {index} 的条目。',
  'why.snapshot-installed':
    '它缺少的条目已经离开领导者的日志，所以领导者分块发送快照。Raft 论文 §7、图 13。',
  'say.restored': '{s} 的存储现在与应用条目 {index} 之后相同。',
  'why.restored': '快照包含存储和客户端会话；只有它之后的条目才逐条应用。Raft 论文 §7。',
  'say.stepped-down': '{s} 退位，在任期 {term} 成为跟随者。',
  'say.stepped-down.leader': '{s} 不再是领导者：它在任期 {term} 成为跟随者。',
  'say.stepped-down.candidate': '{s} 放弃竞选，在任期 {term} 成为跟随者。',
  'why.stepped-down':
    '谁看到比自己更高的任期，就采用它并回到跟随者：过时的领导者和候选人不会造成危害。Raft 论文 §5.1。',
  'say.vote-granted': '{s} 在任期 {term} 投票给 {p}。',
  'why.vote-granted':
    '每个任期一票，先到先得，而且候选人的日志必须至少和自己的一样新。选票先写入磁盘，再发出答复。Raft 论文 §5.2、§5.4.1。',
  'say.vote-refused': '{s} 在任期 {term} 拒绝投票给 {p}。',
  'say.vote-refused.log-behind': '{s} 拒绝投票给 {p}：候选人的日志比自己的旧。',
  'say.vote-refused.already-voted': '{s} 拒绝投票给 {p}：它在任期 {term} 已把票投给别人。',
  'say.vote-refused.old-term': '{s} 拒绝投票给 {p}：请求来自更旧的任期。',
  'say.vote-refused.leader-alive': '{s} 拒绝投票给 {p}：它听得到领导者。',
  'why.vote-refused':
    '已提交的条目在多数派上；拒绝日志较旧的候选人，就保证每个新领导者都有这些条目。先比较最后一条的任期，再比较长度。Raft 论文 §5.4.1。',
  'why.vote-refused.leader-alive':
    '听得到领导者的服务器会跟定它：已被移除或与外界隔绝的服务器无法把它赶下台。博士论文 §4.2.3。',
  'say.appended': '{s} 追加条目 {index}。',
  'why.appended': '新条目写到日志末尾并落盘之后才会确认。Raft 论文 §5.3。',
  'say.truncated': '{s} 删除从 {index} 开始的条目：它们与领导者的日志冲突。',
  'why.truncated':
    '日志不一致时以领导者为准。被删除的条目不在多数派上，所以从未有人被告知它们已生效。Raft 论文 §5.3。',
  'say.append-refused': '{s} 无法追加 {p} 发来的内容。',
  'say.append-refused.prev-missing': '{s} 无法追加：缺少前一条目。{p} 会再往前尝试。',
  'say.append-refused.prev-conflict': '{s} 无法追加：前一条目的任期不同。{p} 会再往前尝试。',
  'why.append-refused':
    '跟随者只有在前一条目存在且任期相同时才追加。由归纳可知：(索引, 任期) 相同，则到此为止的日志都相同（日志匹配）。Raft 论文 §5.3。',
  'say.committed': '条目 {index} 已提交：领导者 {s} 知道它已在多数派上。',
  'say.committed.follower': '{s} 得知直到 {index} 的条目都已提交。',
  'why.committed':
    '领导者自己任期的条目一旦在多数派上就算提交，它之前的条目也随之提交：将来的领导者都不会缺少它。Raft 论文 §5.3、§5.4.2。',
  'say.applied': '{s} 把条目 {index} 应用到存储。',
  'why.applied': '已提交的条目按顺序应用，每台服务器都一样：日志相同，存储就相同。Raft 论文 §5.3。',
  'say.skipped': '{s} 跳过条目 {index}：该请求已执行过，以第一次的结果为准。',
  'why.skipped':
    '没有收到答复的客户端会用同一编号再次请求。会话记住最后的结果，所以请求只生效一次。Raft 论文 §8。',
  'say.ignored': '{s} 不理会 {p} 的消息。',
  'say.ignored.misdirected': '{s} 不理会 {p} 的消息：它是给别人的。',
  'say.ignored.stranger': '{s} 不理会 {p}：它不是成员。',
  'say.ignored.old-answer': '{s} 不理会 {p} 过时的答复。',
  'say.ignored.leader-alive': '{s} 不理会参选的 {p}：它听得到领导者。',
  'say.ignored.rival-leader': '{s} 在自己的任期里听到另一个领导者 {p}。',
  'say.ignored.impossible': '{s} 不理会 {p}：这样的索引不可能出现。',
  'say.ignored.old-request': '{s} 不理会 {p} 在较早任期里的请求。',
  'say.ignored.no-vote': '{s} 没有按 {p} 的要求参选：它没有投票权。',
  'why.ignored': '答复可能在问题失去意义之后才到达；看任期就知道。Raft 论文 §5.1。',
  'why.ignored.leader-alive':
    '听得到领导者的服务器会跟定它：已被移除或与外界隔绝的服务器无法把它赶下台。博士论文 §4.2.3。',
  'say.persisted': '{s} 的磁盘已写入交给它的内容。',
  'why.persisted': '任期、选票和日志必须先落盘再答复；崩溃不能让服务器忘记承诺。Raft 论文图 2。',
  'say.crashed': '{s} 崩溃：内存丢失，磁盘保留。',
  'why.crashed':
    '服务器以停机的方式失败，可以带着磁盘上的任期、选票和日志回来。其余的多数派继续工作。Raft 论文 §5.5。',
  'say.restarted': '{s} 重启为跟随者，从磁盘恢复任期、选票和日志。',
  'why.restarted':
    '提交位置和存储不落盘；领导者告知提交到哪里之后，由日志重建。Raft 论文 §5.5、图 2。',
  'say.paused': '{s} 冻结：不答复，也察觉不到时间流逝。',
  'why.paused':
    '对其他服务器来说，长时间停顿就像崩溃；醒来时它不能以为自己仍是领导者。Raft 论文 §5.1。',
  'say.resumed': '{s} 醒来，不知道自己停了多久。',
  'why.resumed': '第一条带着更新任期的消息会告诉它错过了什么。Raft 论文 §5.1。',
  'say.cut': '从 {s} 到 {p} 的链路被切断。',
  'say.partitioned': '网络分裂：{sides}。各侧之间互不相通。',
  'why.cut':
    'Raft 只需要一个能互相通信的多数派；单个方向的沉默也可能让领导者下台。Raft 论文 §5.3、§5.6。',
  'why.partitioned':
    '没有多数派的一侧，领导者可以追加却无法提交：最多只有一侧能前进。Raft 论文 §5.3。',
  'why.mended': '其间发送的消息已经丢失；心跳会重复重要的内容。Raft 论文 §5.3。',
  'say.mended': '从 {s} 到 {p} 的链路已修复。',
  'say.healed': '网络恢复完整。',
  'why.healed': '现在任期更新的一侧胜出；其他服务器跟随它并修复日志。Raft 论文 §5.1、§5.3。',
  'say.tuned': '环境改变了：网络、磁盘或客户端。',
  'why.tuned': '无论消息怎样延迟、丢失或重复，Raft 都是安全的，只是变慢。Raft 论文 §2。',
  'say.cut.request': '{c} 发出的消息再也到不了 {p}。',
  'say.cut.reply': '{s} 发出的消息再也到不了 {c}。',
  'say.mended.request': '{c} 发出的消息又能到达 {p}。',
  'say.mended.reply': '{s} 发出的消息又能到达 {c}。',
  'say.bridged': '网络分裂：{sides}。同时在两侧的服务器两边都听得见。',
  'why.bridged': '任意两个多数派至少共有一台服务器，这里可能只有桥：它一个任期只投一票，所以仍然只有一个领导者。Raft 论文 §5.2。',
  'say.cut-one-way': '网络只剩一个方向：{unheard} 听得见 {heard}，反过来听不见。',
  'why.cut-one-way': '听得见领导者的会跟随它，但答复必须到达，条目才能提交。Raft 论文 §5.3。',
  'say.calmed': '链路、磁盘和时钟恢复到开始时的样子。',
  'why.calmed': '切断、崩溃和暂停不变：它们要用 heal、restart 和 resume。',
  'say.held': '消息 {message} 在途中被拦住。',
  'why.held': '网络可以把消息推迟任意长的时间。无论它何时到达，Raft 都必须安全。Raft 论文 §2。',
  'say.released': '消息 {message} 继续前进。',
  'why.released': '它的内容可能早已过时；看任期就知道。Raft 论文 §5.1。',
  'say.written': '{s} 的磁盘先完成了后面的写入。',
  'why.written': '重启时日志只读到第一个缺口，所以前面的写入也完成之后它才算数。',
  'say.disk-full': '{s} 的磁盘已满，无法写入，于是停机。',
  'why.disk-full': '不能守住承诺的服务器就不能许诺：它像崩溃一样停下，直到有空间。Raft 论文图 2。',
  'say.writes-lost': '{s} 的磁盘说了谎：它报告过的写入丢失了（{index}）。',
  'why.writes-lost': 'Raft 依赖说到做到的磁盘。忘掉一张选票或一个条目，任何性质都可能被破坏。Raft 论文 §5、图 2。',
  'say.tuned.link': '一条链路从现在起变了：{line}。',
  'say.tuned.all-links': '所有链路从现在起变了：{line}。',
  'say.tuned.disk': '{s} 的磁盘从现在起用另一段时间写入：{line}。',
  'say.tuned.all-disks': '所有磁盘从现在起用另一段时间写入：{line}。',
  'say.tuned.lie': '{s} 的磁盘从现在起说谎：还没写稳就报告已写入。',
  'say.tuned.honest': '{s} 的磁盘不再说谎，并补写了谎报的内容。',
  'say.tuned.disorder': '{s} 的磁盘从现在起乱序完成写入。',
  'say.tuned.ordered': '{s} 的磁盘又按顺序完成写入。',
  'say.tuned.full': '{s} 的磁盘已满：下一次写入将被拒绝。',
  'say.tuned.room': '{s} 的磁盘又有空间了。',
  'say.tuned.clock': '{s} 的时钟以真实时间的 {index}% 运行。',
  'say.tuned.client': '{c} 从现在起变了：{line}。',
  'say.tuned.all-clients': '所有客户端从现在起变了：{line}。',
  'why.tuned.lie': 'Raft 依赖说到做到的磁盘；说谎者报告过的内容会随下一次崩溃丢失。Raft 论文 §5、图 2。',
  'why.tuned.disorder': '只有前面的写入也都在磁盘上，一次写入才算数；Raft 会等到那时。Raft 论文图 2。',
  'why.tuned.full': '不能写入的服务器什么也不能许诺，它会停机。Raft 论文图 2。',
  'why.tuned.clock': '无论时钟怎样，Raft 都是安全的；只有租约和超时的选择依赖时钟。Raft 论文 §5.6、博士论文 §6.4.1。',
  'say.called': '{c} 请求 {command}。',
  'say.called.plain': '{c} 发起一个请求。',
  'why.called':
    '客户端先找一台服务器；若它不是领导者，就指出领导者，否则客户端换下一台。Raft 论文 §8。',
  'say.returned': '{c} 的 {command} 得到答复：{result}。',
  'say.returned.plain': '{c} 得到答复。',
  'why.returned':
    '领导者应用了已提交的条目之后才答复，所以答复过的结果不怕少数服务器崩溃。Raft 论文 §8。',
  'say.quiet': '{s} 是领导者。它的心跳（小圆点）总在计时器走完之前把它们拨回，所以没有别人参选。',
  'why.quiet': '只有沉默才会引发选举：谁在整个超时时间里什么也没听到，就认为领导者已失效。Raft 论文 §5.2。',
  'say.gave-up': '{c} 放弃等待：没有人及时答复。该请求可能已执行，也可能没有。',
  'why.gave-up': '沉默说明不了什么：条目也许已由一位没能答复的领导者提交。Raft 论文 §8。',
  'say.violation': '一条性质被破坏：{text}',
  'why.violation': '这些性质在任何一次运行中都必须成立。Raft 论文图 3。',
};
