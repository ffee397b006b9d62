package main

import (
	"log"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

var upgrader = websocket.Upgrader{
	// The page comes from another port than the socket.
	CheckOrigin: func(*http.Request) bool { return true },
}

// not101: show
const pingEvery = 25 * time.Second

func serve(socket *websocket.Conn) {
	defer socket.Close()
	alive := func(string) error {
		return socket.SetReadDeadline(time.Now().Add(2 * pingEvery))
	}
	alive("")
	socket.SetPongHandler(alive)

	done := make(chan struct{})
	defer close(done)
	go func() {
		ticker := time.NewTicker(pingEvery)
		defer ticker.Stop()
		for {
			select {
			case <-done:
				return
			case now := <-ticker.C:
				// WriteControl may run beside other writes; WriteMessage may not.
				socket.WriteControl(websocket.PingMessage, nil, now.Add(time.Second))
			}
		}
	}()

	for {
		_, message, err := socket.ReadMessage()
		if err != nil {
			return
		}
		log.Printf("%s", message)
	}
}

// not101: end

func main() {
	http.HandleFunc("/ws", func(answer http.ResponseWriter, request *http.Request) {
		if socket, err := upgrader.Upgrade(answer, request, nil); err == nil {
			serve(socket)
		}
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:3000", nil))
}
