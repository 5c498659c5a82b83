import { teller, type ErrorTexts } from '../teller.ts';
import { errors } from './errors.ts';

/** What a judge found, or who explores, by the code of its sentence; in English the core says it itself. */
export const breaches: ErrorTexts['sentences'] = {
  'two-leaders': '{second} 成为任期 {term} 的领导者，而 {first} 已经领导这个任期。',
  'leader-removed': '任期 {term} 的领导者 {leader} 删除了自己日志中 {from} 到 {last} 的条目。',
  'logs-differ': '{server} 把条目 {entry} 放在任期 {term} 的条目之后；在另一份日志里它在任期 {other} 的条目之后。',
  'entries-differ': '{server} 的条目 {entry} 与另一份日志的 {entry} 命令不同。',
  'committed-missing': '{leader} 领导任期 {term}，却缺少已在任期 {before} 提交的条目 {entry}。',
  'applied-different': '{server} 应用了 {entry}，而 {first} 在索引 {index} 应用的是另一条 {other}。',
  'stores-differ': '应用到索引 {index} 之后，{server} 的存储与 {first} 的不同。',
  'executed-again': '{client} 的请求 {number} 在索引 {index} 执行，而该客户端的请求已在索引 {before} 执行过。',
  'answered-unexecuted': '{client} 得到请求 {number} 的答复，却没有人执行过它。',
  'not-linearizable': '对 {key} 的操作没有任何次序能解释它们的答复。',
  'voted-twice': '{server} 在任期 {term} 投票给 {second}，此前已投给 {first}。',
  'elected-by-too-few': '{leader} 凭{voters}的选票领导任期 {term}：不是多数。',
  'leads-without-vote': '{leader} 领导任期 {term}，自己却没有投票权。',
  'term-not-durable': '{server} 在消息里用了任期 {term}，而它的磁盘上是任期 {durable}。',
  'vote-not-durable': '{server} 在选票落盘之前就把任期 {term} 的选票发给了 {candidate}。',
  'entries-not-durable': '{server} 在任期 {term} 确认了直到 {index} 的条目，而它的磁盘只到 {durable}。',
  'hopeless-pre-vote':
    '{server} 承诺在任期 {term} 之后投票给 {candidate}，而对方的日志止于 {entry}，自己的止于 {own}。',
  'committed-by-too-few': '{leader} 在任期 {term} 提交了 {entry}，磁盘上有它的：{holders}；不是多数。',
  'committed-removed': '{server} 删除了 {from} 到 {last} 的条目，它知道直到 {committed} 都已提交。',
  'committed-different': '{server} 认为已提交的是 {entry}，{first} 认为是 {other}。',
  'state-disordered':
    '{server}：快照到 {base}，应用到 {applied}，提交到 {committed}，最后一条 {last}：次序错乱。',
  'state-went-back':
    '{server} 从任期 {oldterm}、提交 {oldcommitted}、应用 {oldapplied} 倒退到任期 {term}、提交 {committed}、应用 {applied}。',
  'next-not-behind-match': '{leader} 下一条要向 {server} 发送 {next}，而对方已有直到 {match} 的全部条目。',
  'match-untrue': '{leader} 认为 {server} 的日志与自己一致到 {match}，而那份日志止于 {entry}，或者不一致。',
  'wrong-configuration': '{server} 按成员 {found} 行事，而它的日志里是 {expected}。',
  'two-changes': '任期 {term} 的领导者 {leader} 在 {index} 变更成员，而 {pending} 处的变更尚未提交。',
  'change-too-early': '{leader} 在 {index} 变更成员，而它的任期 {term} 还没有任何提交。',
  'session-missing': '{server} 直到 {last} 的状态不知道 {client} 的请求 {number}，却含有它的效果。',
  'stale-read': '{server} 用 {applied} 之后的状态回答 {client} 的读取 {number}，而 {needed} 处的写入此前已确认。',
  'no-leader': '自 {since} ms 起无人领导，而并没有什么阻碍。',
  'elections-without-end': '自 {since} ms 起有 {elections} 次选举，而并没有什么阻碍。',
  'majority-lost': '{leader} 在 {when} ms 失去多数，而并没有什么阻碍。',
  'stuck-behind': '{committed} 条中 {server} 只应用了 {applied} 条，不再前进，而并没有什么阻碍。',
  'unanswered': '{client} 的请求 {number} 从 {since} ms 等到现在，而并没有什么阻碍。',
  'order-undecided': '搜索了 {steps} 步，仍不知道对 {key} 的操作有没有能解释答复的次序。',
  'action-refused': '`{tried}` 无法执行：{why}',
  'nobody-leads': '一切恢复正常已有 {patience} ms，仍无人领导。',
  'nobody-leads-at-rest': '集群空闲，却无人领导。',
  'not-all-members': '过了 {patience} ms，仍不是所有服务器都成为成员。',
  'no-answer': '过了 {patience} ms，{client} 仍在等待答复。',
  'not-equal': '过了 {patience} ms，各服务器保存的内容仍不一致。',
  'no-longer-equal': '各服务器的内容曾经一致，现在却不再一致。',
  'election-at-rest': '一切在 {stop} ms 已恢复正常，之后却无故发生选举。',
  'too-many-messages': '空闲的 {ticks} ms 内有 {requests} 个请求，而 {most} 个就够了。',
};

export const tellBreach = teller({ ...errors, sentences: { ...errors.sentences, ...breaches } });
